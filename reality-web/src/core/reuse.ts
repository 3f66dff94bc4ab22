/** In place of a part that is not there. */
const NONE = Symbol();

/**
 * The new value, built of the old one's parts wherever they are equal: what did not change keeps its identity, so
 * nothing renders for it again. Works for what JSON can hold; anything else is taken as it is.
 */
export function reuse(old: unknown, next: unknown): unknown {
  const isArray = Array.isArray(next);
  if (old === next || !isPlain(old) || !isPlain(next) || Array.isArray(old) !== isArray) {
    return next;
  }
  const names = Object.keys(next);
  let isEqual = names.length === Object.keys(old).length;
  const parts = names.map((name) => {
    const was = Object.hasOwn(old, name) ? old[name] : NONE;
    const part = reuse(was, next[name]);
    isEqual &&= Object.is(was, part);
    return isArray ? part : [name, part];
  });
  return isEqual ? old : isArray ? parts : Object.fromEntries(parts as [string, unknown][]);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  const prototype: unknown = value && Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype;
}
