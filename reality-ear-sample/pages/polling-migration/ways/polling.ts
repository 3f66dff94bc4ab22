import { useEffect, useState } from 'react';
import type { Meter } from '../../shared/Meter.js';
import type { Notice } from '../notices.js';

export function useNotices({ fetch }: Meter) {
  const [notices, setNotices] = useState<Notice[]>();
  useEffect(() => {
    const load = async () => {
      const response = await fetch('api/notifications');
      setNotices(await response.json());
    };
    void load();
    const timer = setInterval(load, 2000);
    return () => clearInterval(timer);
  }, [fetch]);
  return notices;
}
