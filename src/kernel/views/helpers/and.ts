/** `{{#if (and a b …)}}`: every one is there, an empty list counting as nothing as in `#if`. */
export function and(...all: unknown[]): boolean {
  return all.slice(0, -1).every((value) => (Array.isArray(value) ? value.length > 0 : Boolean(value)));
}
