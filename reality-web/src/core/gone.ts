/** What a fetcher returns if there is no such data (any more). `undefined` is an error, since it is often a mistake. */
export const GONE: unique symbol = Symbol.for('reality.gone');
