/** A stock and its price. */
export interface Stock {
  readonly symbol: string;
  readonly price: number;
  readonly change: number;
  /** When the price was committed. */
  readonly at: string;
}
