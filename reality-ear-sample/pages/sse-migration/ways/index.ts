import type { SourceFile } from '../../shared/Code.js';
import type { Meter } from '../../shared/Meter.js';
import type { Stock } from '../stocks.js';
import * as adapter from './adapter.js';
import adapterText from './adapter.ts?raw';
import * as eventSource from './eventSource.js';
import eventSourceText from './eventSource.ts?raw';
import * as longPoll from './longPoll.js';
import longPollText from './longPoll.ts?raw';
import * as native from './native.js';
import nativeText from './native.ts?raw';
import * as standIn from './standIn.js';
import standInText from './standIn.ts?raw';

/** A way to watch the stocks, and its source. */
export interface Way {
  readonly name: string;
  readonly text: string;
  readonly useStocks: (meter: Meter) => readonly Stock[] | undefined;
  readonly file: SourceFile;
}

export const before: Way = {
  name: 'EventSource',
  text: 'Each page keeps one connection open, and the server writes every change to all of them.',
  useStocks: eventSource.useStocks,
  file: { name: 'eventSource.ts', text: eventSourceText },
};

export const after = {
  standIn: {
    name: 'RealityEventSource',
    text: 'Only the constructor changes. A request is held until something changes.',
    useStocks: standIn.useStocks,
    file: { name: 'standIn.ts', text: standInText },
  },
  adapter: {
    name: 'Polling adapter',
    text: 'Nothing is open. It syncs every 2 seconds.',
    useStocks: adapter.useStocks,
    file: { name: 'adapter.ts', text: adapterText },
  },
  native: {
    name: 'Hook',
    text: 'Nothing is open. It syncs when the page opens, becomes visible, or is used: click anywhere.',
    useStocks: native.useStocks,
    file: { name: 'native.ts', text: nativeText },
  },
  longPoll: {
    name: 'Hook, live',
    text: 'One request is held until something changes. Then the page loads the new prices.',
    useStocks: longPoll.useStocks,
    file: { name: 'longPoll.ts', text: longPollText },
  },
} satisfies Record<string, Way>;
