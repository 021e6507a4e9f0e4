/** A JSON column from a raw query: MySQL gives the value, MariaDB its text. */
export function readJson<T>(value: unknown): T {
  return (typeof value === 'string' ? JSON.parse(value) : value) as T;
}
