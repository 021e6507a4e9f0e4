/** A piece of SQL and what goes into its places. The text is fixed in the program; what people send is only ever a parameter. */
export interface SqlPart {
  readonly sql: string;
  readonly params: readonly unknown[];
}

export const NOTHING: SqlPart = { sql: '', params: [] };

/** All of the conditions at once; without any, what is always true. */
export function allOf(parts: readonly SqlPart[]): SqlPart {
  const real = parts.filter(({ sql }) => sql !== '');
  if (real.length === 0) return { sql: 'TRUE', params: [] };
  return { sql: real.map(({ sql }) => `(${sql})`).join(' AND '), params: real.flatMap(({ params }) => params) };
}
