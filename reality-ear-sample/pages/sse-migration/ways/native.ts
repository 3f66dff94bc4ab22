import { useReality, useSyncOnInteraction } from '@socketless/reality-web/react';
import type { Meter } from '../../shared/Meter.js';
import type { Stock } from '../stocks.js';

export function useStocks(meter: Meter) {
  useSyncOnInteraction();
  const { data: stocks } = useReality<Stock[]>('ticker:stocks', {
    fetcher: async () => (await meter.fetch('api/stocks')).json(), // counts
  });
  return stocks;
}
