/** The address that the data of a key are fetched from. */
export type PayloadEndpoint = string | ((key: string) => string);
