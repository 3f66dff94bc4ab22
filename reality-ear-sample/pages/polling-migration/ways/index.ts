import type { SourceFile } from '../../shared/Code.js';
import type { Meter } from '../../shared/Meter.js';
import type { Notice } from '../notices.js';
import * as adapter from './adapter.js';
import adapterText from './adapter.ts?raw';
import * as longPoll from './longPoll.js';
import longPollText from './longPoll.ts?raw';
import * as native from './native.js';
import nativeText from './native.ts?raw';
import * as polling from './polling.js';
import pollingText from './polling.ts?raw';

/** A way to watch the notifications, and its source. */
export interface Way {
  readonly name: string;
  readonly text: string;
  readonly useNotices: (meter: Meter) => readonly Notice[] | undefined;
  readonly file: SourceFile;
}

export const ways = {
  polling: {
    name: 'Polling',
    text: 'Loads the whole list every 2 seconds, whether it has changed or not.',
    useNotices: polling.useNotices,
    file: { name: 'polling.ts', text: pollingText },
  },
  adapter: {
    name: 'Polling adapter',
    text: 'Syncs every 2 seconds, and loads the list only if it has changed.',
    useNotices: adapter.useNotices,
    file: { name: 'adapter.ts', text: adapterText },
  },
  longPoll: {
    name: 'Hook, live',
    text: 'One request is held until something changes. Then the page loads the list.',
    useNotices: longPoll.useNotices,
    file: { name: 'longPoll.ts', text: longPollText },
  },
  native: {
    name: 'Hook',
    text: 'Nothing is open. It syncs when the page opens, becomes visible, or is used: click anywhere.',
    useNotices: native.useNotices,
    file: { name: 'native.ts', text: nativeText },
  },
} satisfies Record<string, Way>;
