/** `{{#if (eq a b)}}`: the same value of the same type. */
export function eq(a: unknown, b: unknown): boolean {
  return a === b;
}
