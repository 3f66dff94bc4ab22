/** How a client stays up to date; see `RealityClientOptions.mode`. */
export type RealityMode = 'native' | 'sse-compat' | 'polling-compat';

/** The occasion of a sync. */
export type SyncHint = 'interaction' | 'focus' | 'idle' | 'mutation' | 'mount' | 'reconnect' | 'poll';

/** The health of a peer as seen by the node that responds. */
export type PeerStatus = 'healthy' | 'degraded' | 'unhealthy' | 'unknown';

/** Body of `POST /reality/sync`. */
export interface SyncRequest {
  readonly known: Record<string, number>;
  readonly clientId?: string | undefined;
  readonly mode?: RealityMode;
  readonly hint?: SyncHint;
  readonly timestamp?: number;
  readonly wait?: number | undefined;
}

/** One changed key in a sync response. */
export interface KeyChange {
  readonly version: number;
  readonly hash: string;
  readonly source: string;
  /** Small data that the application sends inline; can be `null`. */
  readonly payload?: unknown;
}

/** The nodes of the cluster, as seen by the node that responds. */
export interface Mesh {
  readonly peers: Record<string, PeerStatus>;
  readonly serverVersion: number;
}

/** Response to a sync. */
export interface SyncResponse {
  readonly changed: Record<string, KeyChange>;
  readonly mesh: Mesh;
  readonly serverTime: number;
  readonly denied: readonly string[];
  readonly retry: number;
}
