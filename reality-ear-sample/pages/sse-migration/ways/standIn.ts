import { useEffect, useState } from 'react';
import { RealityEventSource } from '@socketless/reality-web/compat';
import type { Meter } from '../../shared/Meter.js';
import type { Stock } from '../stocks.js';

export function useStocks(meter: Meter) {
  const [stocks, setStocks] = useState<Stock[]>();
  useEffect(() => {
    const source = new RealityEventSource('api/stream', {
      realityEndpoint: 'reality',
      realityKey: 'ticker:stocks',
      payloadEndpoint: 'api/stocks',
      clientOptions: { fetch: meter.fetch }, // counts
    });
    source.addEventListener('message', ({ data }) => setStocks(JSON.parse(data)));
    return () => source.close();
  }, [meter]);
  return stocks;
}
