import type { RealityTransport } from './RealityTransport.js';
import type { ServerPool } from './serverPool.js';
import type { RealityClientOptions, RealityEvents, RealityStats } from './types.js';

type Defaults = typeof DEFAULTS;

/** The default values of a client's options. */
export const DEFAULTS = {
  mode: 'native',
  executionMode: 'auto',
  endpoint: '/reality',
  timeout: 10_000,
  maxRetries: 3,
  retryBaseDelay: 500,
  avoidFor: 30_000,
  syncOnFocus: true,
  syncOnReconnect: true,
  shareTabs: true,
} as const;

/** The options of a client with their defaults, and the objects that its parts share. */
export type Settings = Omit<RealityClientOptions, keyof Defaults | 'fetcher'> & {
  readonly [M in keyof Defaults]: NonNullable<RealityClientOptions[M]>;
} & {
  fetcher?: RealityClientOptions['fetcher'];
  readonly urls: readonly [string, ...string[]];
  readonly transport: RealityTransport;
  readonly pool: ServerPool;
  /** Aborts when the client is closed. */
  readonly signal: AbortSignal;
  readonly stats: Mutable<Pick<RealityStats, 'requests' | 'failures' | 'polls' | 'fetches' | 'changes'>>;
  /** A counter: the later of two moments has the higher number. */
  readonly tick: () => number;
  readonly emit: <E extends keyof RealityEvents>(event: E, detail: RealityEvents[E]) => void;
};

type Mutable<T> = { -readonly [M in keyof T]: T[M] };
