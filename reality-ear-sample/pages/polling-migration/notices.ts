/** A notification of the user. */
export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly read: boolean;
  /** When it was committed. */
  readonly at: string;
}
