import { useEffect, useState } from 'react';
import type { Meter } from '../../shared/Meter.js';
import type { Stock } from '../stocks.js';

export function useStocks(meter: Meter) {
  const [stocks, setStocks] = useState<Stock[]>();
  useEffect(() => {
    const source = new EventSource(`api/stream?client=${meter.client}`);
    source.addEventListener('stocks', ({ data }) => setStocks(JSON.parse(data)));
    meter.watch(source, 'stocks'); // counts
    return () => source.close();
  }, [meter]);
  return stocks;
}
