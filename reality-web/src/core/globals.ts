/** Globals that some platforms lack. They are read when they are used, never at import. */
export const globals = globalThis as unknown as {
  readonly document?: { readonly visibilityState?: string };
  readonly navigator?: { readonly onLine?: boolean; readonly product?: string };
  readonly crypto?: { readonly randomUUID?: () => string };
};
