import { useReality } from '@socketless/reality-web/react';
import type { Meter } from '../../shared/Meter.js';
import type { Notice } from '../notices.js';

export function useNotices({ fetch }: Meter) {
  const { data: notices } = useReality<Notice[]>('notifications:ada', {
    live: 'poll',
    fetcher: async () => (await fetch('api/notifications')).json(),
  });
  return notices;
}
