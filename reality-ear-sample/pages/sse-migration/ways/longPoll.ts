import { useReality } from '@socketless/reality-web/react';
import type { Meter } from '../../shared/Meter.js';
import type { Stock } from '../stocks.js';

export function useStocks(meter: Meter) {
  const { data: stocks } = useReality<Stock[]>('ticker:stocks', {
    live: 'poll',
    fetcher: async () => (await meter.fetch('api/stocks')).json(), // counts
  });
  return stocks;
}
