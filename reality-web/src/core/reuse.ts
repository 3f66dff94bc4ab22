/**
 * The new value, built of the old one's parts wherever they are equal: what did not change keeps its identity, so
 * nothing renders for it again. Works for what JSON can hold; anything else is taken as it is.
 */
export function reuse(old: unknown, next: unknown): unknown {
  if (!isPlain(old) || !isPlain(next) || Array.isArray(old) !== Array.isArray(next)) {
    return next;
  }
  const names = Object.keys(next);
  let isEqual = names.length === Object.keys(old).length;
  const parts = names.map((name) => {
    const part = reuse(Object.hasOwn(old, name) ? old[name] : undefined, next[name]);
    isEqual &&= Object.hasOwn(old, name) && Object.is(part, old[name]);
    return part;
  });
  return isEqual ? old : Array.isArray(next) ? parts : Object.fromEntries(names.map((name, at) => [name, parts[at]]));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    ([Object.prototype, Array.prototype] as unknown[]).includes(Object.getPrototypeOf(value))
  );
}
