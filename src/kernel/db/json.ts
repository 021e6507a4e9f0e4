/**
 * A JSON column or expression from a raw query. The connections leave JSON as the text it is (`jsonStrings` in
 * data-source.ts): left to the driver, a server that names the type would give values and another texts, and a value that is
 * a text could not be told from JSON not yet read.
 */
export function readJson<T>(value: unknown): T {
  return JSON.parse(value as string) as T;
}
