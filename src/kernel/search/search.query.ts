import type { DataSource, EntityManager } from 'typeorm';
import type { SearchTables } from './search.index';
import type { Anchor, Check, Clause, SearchPlan } from './search.plan';
import { cut, EMAIL, emailKeyOf, INNER, KEY_LENGTH, NUMBER, START } from './terms';

/** How far terms are counted to find the rarest; farther only when all of them are common. */
const COUNT_CAPS = [2001, 40_001];

/** Something of the caller's that narrows hits: filters, visibility. `join` is SQL behind FROM, a trusted constant. */
export interface Restriction {
  /** Called with the column of the hit's id, e.g. id => `JOIN customers c ON c.id = ${id} AND c.active = 1`. */
  join: (idColumn: string) => string;
  params?: readonly unknown[];
  /** The caller knows that few subjects (up to some thousands) are left: they are listed and their documents looked at. */
  small?: boolean;
}

interface Sql {
  sql: string;
  params: unknown[];
}

const begins = (column: string): string => `${column} LIKE ? ESCAPE '|'`;
const escaped = (text: string): string => text.replace(/[|%_]/g, '|$&');

/** Rows `h` whose word begins with the anchor. */
function startSource(tables: SearchTables, anchor: Anchor): Sql {
  if (anchor.table === 'words') return { sql: `FROM ${tables.words} h WHERE ${begins('h.w')}`, params: [`${anchor.text}%`] };
  return { sql: `FROM ${tables.codes} h WHERE h.kind = ? AND ${begins('h.s')}`, params: [anchor.table === 'domain' ? EMAIL : START, `${escaped(anchor.text)}%`] };
}

/** Rows `h` whose word has the anchor further inside; null when that is not asked for. */
function insideSource(tables: SearchTables, anchor: Anchor): Sql | null {
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
function documentHolds(checks: readonly Check[], atStart: boolean): Sql {
  const params = checks.map(({ text, inside }) => `%${(atStart || !inside) && !text.startsWith('@') ? ' ' : ''}${escaped(text)}%`);
  return { sql: checks.map(() => begins('t.body')).join(' AND '), params };
}

/** Listing the anchor alone does not prove the check: the anchor is a part of what was typed. */
function needsDocument(check: Check): boolean {
  return check.anchor === null || check.anchor.text !== check.text;
}

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

interface Ranked {
  starts: Sql[];
  rest: Sql[];
  /** `rest` lists the hits of `starts` too. */
  anywhere: boolean;
}

/** The SELECTs of a clause, driven by its rarest term. Empty when a term occurs nowhere. */
async function clauseSelects(db: Queryable, tables: SearchTables, clause: Clause, restriction: Restriction | undefined): Promise<Ranked> {
  const rarest = await findRarest(db, tables, clause);
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

interface Rarest {
  driver: Check;
  /** Whether the term occurs anywhere but at the start of a word, as far as is known. */
  inside: (check: Check) => boolean;
}

async function findRarest(db: Queryable, tables: SearchTables, clause: Clause): Promise<Rarest | null> {
  const anchored = clause.checks.filter((check): check is Check & { anchor: Anchor } => check.anchor !== null);
  const [only] = anchored;
  if (anchored.length === 1 && only) return { driver: only, inside: (check) => check.inside };
  const within = new Map<Check, number>();
  let driver: Check | null = null;
  for (const cap of COUNT_CAPS) {
    const counters = anchored.flatMap(({ anchor }) => [startSource(tables, anchor), insideSource(tables, anchor)]);
    const parts = counters.map((source, at) => (source ? `(SELECT COUNT(*) FROM (SELECT 1 AS one ${source.sql} LIMIT ${cap}) n)` : '0') + ` AS c${at}`);
    const [row]: Record<string, string>[] = await db.query(`SELECT ${parts.join(', ')}`, counters.flatMap((source) => source?.params ?? []));
    const counts = anchored.map((check, at) => {
      within.set(check, Number(row?.[`c${2 * at + 1}`]));
      return Number(row?.[`c${2 * at}`]) + (within.get(check) as number);
    });
    const least = Math.min(...counts);
    if (least === 0) return null;
    driver = anchored[counts.indexOf(least)] as Check;
    if (least < cap) break;
  }
  // An address in parts may stand behind other letters although none of its words does.
  const inside = (check: Check): boolean => (needsDocument(check) ? check.inside : within.get(check) !== 0);
  return driver && { driver, inside };
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

type Queryable = Pick<DataSource | EntityManager, 'query'>;

/**
 * Ids of hits without doubles, in order: exact number or address, start of a word (of all terms), the rest.
 * Lists no more than it needs, so a page of hits is quick whatever the term.
 * @param options.limit how many at most: for the n-th page everything up to its end; for another sort up to 10,001
 */
export async function findCandidates(db: Queryable, tables: SearchTables, plan: SearchPlan, options: { limit: number; restriction?: Restriction }): Promise<string[]> {
  const { limit, restriction } = options;
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
    const { starts, rest } = await clauseSelects(db, tables, clause, restriction);
    for (const part of [...starts, ...rest]) await list(part);
  }
  return [...found];
}

/**
 * How many hits there are, counted up to `cap` (then `cap` is the answer): 10,001 says "more than 10,000".
 * Cheaper than listing them.
 */
export async function countCandidates(db: Queryable, tables: SearchTables, plan: SearchPlan, options: { cap: number; restriction?: Restriction }): Promise<number> {
  const { restriction } = options;
  const cap = Math.floor(options.cap);
  if (restriction?.small) return (await findAmongFew(db, tables, plan, cap, restriction)).length;
  const selects = exactSelects(tables, plan, restriction);
  for (const clause of plan.clauses) {
    const { starts, rest, anywhere } = await clauseSelects(db, tables, clause, restriction);
    selects.push(...(anywhere ? rest : [...starts, ...rest]));
  }
  if (selects.length === 0) return 0;
  // Each part is capped for itself, so that none is listed to its end.
  const all = selects.map(({ sql }) => `(${sql} LIMIT ${cap})`).join(' UNION ');
  const rows: { n: string }[] = await db.query(`SELECT COUNT(*) AS n FROM (${all}) c`, selects.flatMap(({ params }) => params));
  return Math.min(cap, Number(rows[0]?.n ?? 0));
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
