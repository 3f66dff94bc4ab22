/** Stands for a member that the old value does not have. */
const NONE = Symbol();

/**
 * Builds the new value from parts of the old one where they are equal. Unchanged parts keep their identity, so
 * components that use them do not render again. Works for JSON values; anything else is taken as it is.
 */
export function reuse(old: unknown, next: unknown): unknown {
  const isArray = Array.isArray(next);
  if (old === next || !isPlain(old) || !isPlain(next) || Array.isArray(old) !== isArray) {
    return next;
  }
  const names = Object.keys(next);
  let isEqual = names.length === Object.keys(old).length;
  const parts = names.map((name) => {
    const oldPart = Object.hasOwn(old, name) ? old[name] : NONE;
    const part = reuse(oldPart, next[name]);
    isEqual &&= Object.is(oldPart, part);
    return isArray ? part : [name, part];
  });
  return isEqual ? old : isArray ? parts : Object.fromEntries(parts as [string, unknown][]);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  const prototype: unknown = value && Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype;
}
