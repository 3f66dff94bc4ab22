import { useEffect, useState } from 'react';
import { createPollingAdapter } from '@socketless/reality-web/compat';
import type { Meter } from '../../shared/Meter.js';
import type { Notice } from '../notices.js';

export function useNotices({ fetch }: Meter) {
  const [notices, setNotices] = useState<Notice[]>();
  useEffect(() => {
    const adapter = createPollingAdapter<Notice[]>({
      key: 'notifications:ada',
      realityEndpoint: 'reality',
      payloadEndpoint: 'api/notifications',
      interval: 2000,
      onData: setNotices,
      clientOptions: { fetch }, // counts
    });
    adapter.start();
    return () => adapter.stop();
  }, [fetch]);
  return notices;
}
