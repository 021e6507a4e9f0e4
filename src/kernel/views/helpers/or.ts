/** `{{#if (or a b …)}}`: at least one is there, an empty list counting as nothing as in `#if`. */
export function or(...all: unknown[]): boolean {
  return all.slice(0, -1).some((value) => (Array.isArray(value) ? value.length > 0 : Boolean(value)));
}
