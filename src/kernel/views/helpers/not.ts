/** `{{#if (not a)}}`: it is not there, an empty list counting as nothing as in `#if`. */
export function not(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : !value;
}
