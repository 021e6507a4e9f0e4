import type { SearchTables } from './search.tables';
import type { Anchor, Check } from './search.plan';
import { EMAIL, INNER, START } from './terms';

export interface Sql {
  sql: string;
  params: unknown[];
}

/** Something of the caller's that narrows hits: filters, visibility. `join` is SQL behind FROM, a trusted constant. */
export interface Restriction {
  /** Called with the column of the hit's id, e.g. id => `JOIN customers c ON c.id = ${id} AND c.active = 1`. */
  join: (idColumn: string) => string;
  params?: readonly unknown[];
  /** The caller knows that few subjects (up to some thousands) are left: they are listed and their documents looked at. */
  small?: boolean;
}

export const begins = (column: string): string => `${column} LIKE ? ESCAPE '|'`;
export const escaped = (text: string): string => text.replace(/[|%_]/g, '|$&');

/** Rows `h` whose word begins with the anchor. */
export function startSource(tables: SearchTables, anchor: Anchor): Sql {
  if (anchor.table === 'words') return { sql: `FROM ${tables.words} h WHERE ${begins('h.w')}`, params: [`${anchor.text}%`] };
  return { sql: `FROM ${tables.codes} h WHERE h.kind = ? AND ${begins('h.s')}`, params: [anchor.table === 'domain' ? EMAIL : START, `${escaped(anchor.text)}%`] };
}

/** Rows `h` whose word has the anchor further inside; null when that is not asked for. */
export function insideSource(tables: SearchTables, anchor: Anchor): Sql | null {
  if (!anchor.inside) return null;
  if (anchor.table === 'words') {
    return { sql: `FROM ${tables.suffixes} x JOIN ${tables.words} h ON h.w = x.w WHERE ${begins('x.s')}`, params: [`${anchor.text}%`] };
  }
  // Every second place has a row: the hit begins at one of them, or one character before.
  const [before, ...rest] = anchor.text;
  return {
    sql: `FROM ${tables.codes} h WHERE h.kind = ? AND (${begins('h.s')} OR ${begins('h.s')} AND h.prev = ?)`,
    params: [INNER, `${anchor.text}%`, `${rest.join('')}%`, before],
  };
}

/** The document `t` of a hit fulfils the checks, each at the start of a word when that is asked for. */
export function documentHolds(checks: readonly Check[], atStart: boolean): Sql {
  const params = checks.map(({ text, inside }) => `%${(atStart || !inside) && !text.startsWith('@') ? ' ' : ''}${escaped(text)}%`);
  return { sql: checks.map(() => begins('t.body')).join(' AND '), params };
}

/** Listing the anchor alone does not prove the check: the anchor is a part of what was typed. */
export function needsDocument(check: Check): boolean {
  return check.anchor === null || check.anchor.text !== check.text;
}
