import { useEffect, useState } from 'react';
import { createPollingAdapter } from '@socketless/reality-web/compat';
import type { Meter } from '../../shared/Meter.js';
import type { Stock } from '../stocks.js';

export function useStocks(meter: Meter) {
  const [stocks, setStocks] = useState<Stock[]>();
  useEffect(() => {
    const adapter = createPollingAdapter<Stock[]>({
      key: 'ticker:stocks',
      realityEndpoint: 'reality',
      payloadEndpoint: 'api/stocks',
      interval: 2000,
      onData: setStocks,
      clientOptions: { fetch: meter.fetch }, // counts
    });
    adapter.start();
    return () => adapter.stop();
  }, [meter]);
  return stocks;
}
