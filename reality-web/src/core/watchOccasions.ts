import type { KeyEntry, Subscription } from './keyEntry.js';
import type { RealityPlatform } from './RealityPlatform.js';
import type { Settings } from './Settings.js';
import type { Syncer } from './syncer.js';
import type { SyncHint } from './wire.js';

/** Milliseconds in which several focus events count as one. */
const FOCUS_INTERVAL = 250;
const POLLING_INTERVAL = 5000;

/** What the occasions need of their client. */
export interface OccasionsContext {
  /** The keys with subscribers. */
  readonly watched: () => readonly KeyEntry[];
  readonly sync: (entries: readonly KeyEntry[], hint: SyncHint) => void;
  /** The page has become visible or hidden, online or offline. */
  readonly changed: () => void;
}

/** Syncs watched keys on focus, on reconnect and at intervals, until the returned function is called. */
export function watchOccasions(
  settings: Settings,
  platform: RealityPlatform,
  syncer: Syncer,
  { watched, sync, changed }: OccasionsContext,
): () => void {
  const { mode, syncOnFocus, syncOnReconnect, pollEvery = mode === 'polling-compat' ? POLLING_INTERVAL : 0 } = settings;
  const { focus, online } = platform;
  let focusedAt = 0;

  const syncDue = (option: 'refetchOnFocus' | 'refetchOnReconnect', preset: boolean, hint: SyncHint) => {
    const due = watched().filter((entry) =>
      [...entry.subscribers].some(
        (subscription) => (subscription.options[option] ?? preset) && isDue(entry, subscription),
      ),
    );
    sync(due, hint);
  };

  const timer =
    pollEvery &&
    setInterval(() => {
      if (isAwake(platform)) {
        sync(watched(), 'poll');
      }
    }, pollEvery);
  const ends = [
    focus.subscribe(() => {
      if (isAwake(platform) && Date.now() - focusedAt > FOCUS_INTERVAL) {
        focusedAt = Date.now();
        syncDue('refetchOnFocus', syncOnFocus, 'focus');
      }
      changed();
    }),
    online.subscribe(() => {
      if (online.get()) {
        settings.pool.forgive();
        syncer.follower?.forgive();
        syncer.wake();
        syncDue('refetchOnReconnect', syncOnReconnect, 'reconnect');
      }
      changed();
    }),
  ];
  return () => {
    clearInterval(timer);
    ends.forEach((end) => {
      end();
    });
  };
}

/** Whether the page is visible and online. */
export function isAwake({ focus, online }: RealityPlatform): boolean {
  return focus.get() && online.get();
}

/** Whether a subscriber's `staleTime` has passed since the last sync, or the data are outdated. */
export function isDue(entry: KeyEntry, { options: { staleTime = 0 } }: Subscription): boolean {
  const { lastSyncAt = -Infinity, isStale } = entry.state();
  return isStale || Date.now() - lastSyncAt >= staleTime;
}
