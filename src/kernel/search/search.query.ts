import type { SearchTables } from './search.tables';
import { overlay } from './search.overlay';
import type { Anchor, Clause, SearchPlan } from './search.plan';
import { type Queryable, SearchMemo } from './search.memo';
import { findRarest } from './search.rarest';
import { begins, documentHolds, escaped, insideSource, needsDocument, startSource, type Restriction, type Sql } from './search.sources';
import { cut, EMAIL, emailKeyOf, KEY_LENGTH, NUMBER } from './terms';

export type { Restriction } from './search.sources';

/** One SELECT of ids: from the source, only hits that fulfil the checks and the restriction. */
function select(tables: SearchTables, source: Sql, checks: Sql | null, restriction: Restriction | undefined): Sql {
  const where = source.sql.indexOf(' WHERE ');
  const document = checks ? ` JOIN ${tables.texts} t ON t.subject_id = h.subject_id AND ${checks.sql}` : '';
  const narrowed = restriction ? ` ${restriction.join('h.subject_id')}` : '';
  return {
    // In this order: the optimiser cannot know how early the limit is reached.
    sql: `SELECT DISTINCT STRAIGHT_JOIN h.subject_id AS id ${source.sql.slice(0, where)}${document}${narrowed}${source.sql.slice(where)}`,
    params: [...(checks?.params ?? []), ...(restriction?.params ?? []), ...source.params],
  };
}

/** @property common for tests: from how many entries of its rarest term a search is laid over (`search.overlay.ts`). */
interface SearchOptions {
  restriction?: Restriction | undefined;
  memo?: SearchMemo | undefined;
  common?: number | undefined;
}

interface Ranked {
  starts: Sql[];
  rest: Sql[];
  /** `rest` lists the hits of `starts` too. */
  anywhere: boolean;
}

/** The SELECTs of a clause, driven by its rarest term. Empty when a term occurs nowhere. */
async function clauseSelects(db: Queryable, tables: SearchTables, clause: Clause, restriction: Restriction | undefined, memo: SearchMemo): Promise<Ranked> {
  const rarest = await findRarest(db, tables, clause, memo);
  if (rarest === null) return { starts: [], rest: [], anywhere: false };
  const { driver, inside } = rarest;
  const anchor = driver.anchor as Anchor;
  const others = clause.checks.filter((check) => check !== driver || needsDocument(check));
  const holds = (atStart: boolean): Sql | null => (others.length === 0 ? null : documentHolds(others, atStart));
  const start = startSource(tables, anchor);
  const within = inside(driver) ? insideSource(tables, anchor) : null;
  // A hit may have the driving term at a start and another one inside a word.
  const anywhere = others.some((check) => check === driver || inside(check));
  const rest: Sql[] = [];
  if (anywhere) rest.push(select(tables, start, holds(false), restriction));
  if (within) rest.push(select(tables, within, holds(false), restriction));
  return { starts: [select(tables, start, holds(true), restriction)], rest, anywhere };
}

/** The whole number or address: SELECTs that find a handful. */
function exactSelects(tables: SearchTables, plan: SearchPlan, restriction: Restriction | undefined): Sql[] {
  const exact = (kind: number, key: string, token: string): Sql => {
    const source: Sql = { sql: `FROM ${tables.codes} h WHERE h.kind = ? AND h.s = ?`, params: [kind, key] };
    const whole = key.length < KEY_LENGTH ? null : { sql: begins('t.body'), params: [`% ${escaped(token)} %`] };
    return select(tables, source, whole, restriction);
  };
  const selects: Sql[] = [];
  if (plan.number) selects.push(exact(NUMBER, cut(plan.number, KEY_LENGTH), `#${plan.number}`));
  if (plan.email) selects.push(exact(EMAIL, emailKeyOf(plan.email), plan.email));
  return selects;
}

/**
 * Ids of hits without doubles, in order: exact number or address, start of a word (of all terms), the rest.
 * Lists no more than it needs, so a page of hits is quick whatever the term.
 * @param options.limit how many at most: for the n-th page everything up to its end; for another sort up to 10,001
 */
export async function findCandidates(db: Queryable, tables: SearchTables, plan: SearchPlan, options: SearchOptions & { limit: number }): Promise<string[]> {
  const { limit, restriction, common, memo = new SearchMemo() } = options;
  if (restriction?.small) return findAmongFew(db, tables, plan, limit, restriction);
  const found = new Set<string>();
  const list = async ({ sql, params }: Sql): Promise<void> => {
    if (found.size >= limit) return;
    const rows: { id: string }[] = await db.query(`${sql} LIMIT ${Math.floor(limit)}`, params);
    for (const { id } of rows) if (found.size < limit) found.add(String(id));
  };
  const exact = exactSelects(tables, plan, restriction);
  if (exact.length > 0) await list(union(exact));
  for (const clause of plan.clauses) {
    if (found.size >= limit) break;
    const laid = await overlay(db, tables, clause, { restriction, memo, common });
    if (laid) for (const id of [...laid.starts, ...laid.rest]) if (found.size < limit) found.add(id);
    if (laid) continue;
    const { starts, rest } = await clauseSelects(db, tables, clause, restriction, memo);
    for (const part of [...starts, ...rest]) await list(part);
  }
  return [...found];
}

/**
 * How many hits there are, counted up to `cap` (then `cap` is the answer): 10,001 says "more than 10,000".
 * Cheaper than listing them.
 */
export async function countCandidates(db: Queryable, tables: SearchTables, plan: SearchPlan, options: SearchOptions & { cap: number }): Promise<number> {
  const { restriction, common, memo = new SearchMemo() } = options;
  const cap = Math.floor(options.cap);
  if (restriction?.small) return (await findAmongFew(db, tables, plan, cap, restriction)).length;
  const selects = exactSelects(tables, plan, restriction);
  const [only] = plan.clauses;
  if (only && plan.clauses.length === 1) {
    const laid = await overlay(db, tables, only, { restriction, memo, common });
    const hits = laid && new Set([...laid.starts, ...laid.rest]);
    if (hits && hits.size < cap) for (const id of await exactHits(db, selects)) hits.add(id);
    if (hits) return Math.min(cap, hits.size);
  }
  for (const clause of plan.clauses) {
    const { starts, rest, anywhere } = await clauseSelects(db, tables, clause, restriction, memo);
    selects.push(...(anywhere ? rest : [...starts, ...rest]));
  }
  if (selects.length === 0) return 0;
  // Each part is capped for itself, so that none is listed to its end.
  const all = selects.map(({ sql }) => `(${sql} LIMIT ${cap})`).join(' UNION ');
  const rows: { n: string }[] = await db.query(`SELECT COUNT(*) AS n FROM (${all}) c`, selects.flatMap(({ params }) => params));
  return Math.min(cap, Number(rows[0]?.n ?? 0));
}

async function exactHits(db: Queryable, selects: readonly Sql[]): Promise<string[]> {
  if (selects.length === 0) return [];
  const { sql, params } = union(selects);
  const rows: { id: string }[] = await db.query(sql, params);
  return rows.map(({ id }) => String(id));
}

function union(selects: readonly Sql[]): Sql {
  return { sql: selects.map(({ sql }) => `(${sql})`).join(' UNION '), params: selects.flatMap(({ params }) => params) };
}

/** Looks at the documents of the few subjects the restriction leaves, instead of at the many hits of a common term. */
async function findAmongFew(db: Queryable, tables: SearchTables, plan: SearchPlan, limit: number, restriction: Restriction): Promise<string[]> {
  const whole = [plan.number ? `#${plan.number}` : '', plan.email].filter((token) => token !== '').map((token) => `% ${escaped(token)} %`);
  const start = plan.clauses.map((clause) => documentHolds(clause.checks, true));
  const any = plan.clauses.map((clause) => documentHolds(clause.checks, false));
  const either = (parts: readonly Sql[]): string => parts.map(({ sql }) => `(${sql})`).join(' OR ');
  const exact: Sql[] = whole.map((pattern) => ({ sql: begins('t.body'), params: [pattern] }));
  const ranks = [exact, start].map((parts, rank) => (parts.length > 0 ? `WHEN ${either(parts)} THEN ${rank}` : '')).join(' ');
  const hits = [...exact, ...any];
  const params = (parts: readonly Sql[]): unknown[] => parts.flatMap((part) => part.params);
  const rows: { id: string }[] = await db.query(
    `SELECT DISTINCT t.subject_id AS id, CASE ${ranks} ELSE 2 END AS hit_rank FROM ${tables.texts} t ${restriction.join('t.subject_id')}
     WHERE ${either(hits)} ORDER BY hit_rank, id LIMIT ${Math.floor(limit)}`,
    [...params(exact), ...params(start), ...(restriction.params ?? []), ...params(hits)],
  );
  return rows.map((row) => String(row.id));
}
