import { useReality, useSyncOnInteraction } from '@socketless/reality-web/react';
import type { Meter } from '../../shared/Meter.js';
import type { Notice } from '../notices.js';

export function useNotices({ fetch }: Meter) {
  useSyncOnInteraction();
  const { data: notices } = useReality<Notice[]>('notifications:ada', {
    fetcher: async () => (await fetch('api/notifications')).json(),
  });
  return notices;
}
