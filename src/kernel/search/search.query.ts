import { getCountries, getCountryCallingCode } from 'libphonenumber-js/min';
import type { DataSource, EntityManager } from 'typeorm';
import { isCjk, normalise, phoneDigits, wordsOf } from './normalise';
import type { SearchTables } from './search.index';
import { cut, CODE_LENGTH, EMAIL, emailKeyOf, emailToken, INNER, KEY_LENGTH, NUMBER, numberKey, PIECE_QUERY, START } from './terms';

/** Longer input is cut; nobody types more. */
export const SEARCH_MAX = 200;
/** More words than this are left out of account. */
const MOST_TERMS = 8;
/** How far terms are counted to find the rarest; farther only when all of them are common. */
const COUNT_CAPS = [2001, 40_001];

/** A place in an index from which hits are listed. */
interface Anchor {
  table: 'words' | 'codes' | 'domain';
  text: string;
  /** Short terms match the start of a word only. */
  inside: boolean;
}

/** A term as it must appear in the document of a hit; with `inside` false at the start of a word. */
interface Check {
  text: string;
  inside: boolean;
  /** Where hits of this check are listed; null when it is too short for that. */
  anchor: Anchor | null;
}

/** All checks hold for a hit. */
interface Clause {
  checks: Check[];
}

export interface SearchPlan {
  /** Whole number and whole address, compared before anything else; '' when it cannot be one. */
  number: string;
  email: string;
  /** A hit fulfils any of these; hits of the first come first. */
  clauses: Clause[];
}

/** Something of the caller's that narrows hits: filters, visibility. `join` is SQL behind FROM, a trusted constant. */
export interface Restriction {
  /** Called with the column of the hit's id, e.g. id => `JOIN customers c ON c.id = ${id} AND c.active = 1`. */
  join: (idColumn: string) => string;
  params?: readonly unknown[];
  /** The caller knows that few subjects (up to some thousands) are left: they are listed and their documents looked at. */
  small?: boolean;
}

// Digits and what people put between them.
const PHONE_LIKE = /^[+(]?[0-9][0-9\s()./+-]*$/;
const INTERNATIONAL = /(?:^|\s)(?:\+|00|\(?0)[0-9\s()./-]{5,}[0-9](?=\s|$)/;
const HAS_DIGIT = /[0-9]/;

/**
 * What a typed text looks for, or null when it is too short to look for anything (fewer than two characters,
 * or one of Han, kana or Hangul) and not a number or address either. CUS-3.
 */
export function searchPlan(typed: string): SearchPlan | null {
  const text = normalise(typed.slice(0, SEARCH_MAX)).replace(/\s+/g, ' ').trim();
  if (text === '') return null;
  const clauses: Clause[] = [];

  const add = (checks: Check[]): void => {
    if (checks.some((check) => check.anchor !== null)) clauses.push({ checks });
  };
  if (PHONE_LIKE.test(text) && /^00|[^0-9]/.test(text)) {
    const digits = phoneDigits(text);
    if (digits.length >= 3) add([termCheck(national(digits))]);
    // A number as it is dialled abroad also finds the same number stored without its country.
    if (/^\(?(\+|00)/.test(text)) {
      const home = withoutCountry(digits);
      if (home.length >= 6) add([termCheck(home)]);
    }
  }
  const phone = INTERNATIONAL.exec(text);
  if (phone && phone[0].trim() !== text) {
    const rest = `${text.slice(0, phone.index)} ${text.slice(phone.index + phone[0].length)}`;
    add([termCheck(national(phoneDigits(phone[0]))), ...checksOf(rest)]);
  }
  // "553 053" may be one number or two; with a zero, a plus or more groups it is one.
  if (clauses.length === 0 || !PHONE_LIKE.test(text) || /^[0+(]|\d\D+\d+\D+\d/.test(text) === false) add(checksOf(text));

  const number = numberKey(text);
  const email = /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? emailToken(text) : '';
  return clauses.length === 0 && !HAS_DIGIT.test(number) ? null : { number, email, clauses };
}

/** The trunk zero is dialled at home only: "030 123456" is stored as "+49 30 123456". Short numbers keep their zeros. */
function national(digits: string): string {
  const rest = digits.replace(/^0{1,2}/, '');
  return rest.length >= 6 ? rest : digits;
}

const COUNTRY_CODES = new Set<string>(getCountries().map((country) => getCountryCallingCode(country)));

/** The number without its country code (one to three digits, none the beginning of another); '' when there is none. */
function withoutCountry(digits: string): string {
  const length = [1, 2, 3].find((count) => COUNTRY_CODES.has(digits.slice(0, count)));
  return length === undefined ? '' : digits.slice(length);
}

function checksOf(text: string): Check[] {
  const checks: Check[] = [];
  for (const term of text.split(' ').slice(0, MOST_TERMS)) {
    const at = term.lastIndexOf('@');
    if (at >= 0) {
      const domain = term.slice(at);
      // A part of an address stands in the document as it was typed.
      if (term.length > 1) checks.push({ text: term, inside: true, anchor: domain.length > 1 ? { table: 'domain', text: cut(domain, KEY_LENGTH), inside: false } : null });
      // Words before the @ only tell where to look; the first may be the end of one.
      for (const word of wordsOf(term.slice(0, at))) if (word.length >= 3) checks.push({ ...termCheck(word), text: word });
      continue;
    }
    for (const word of wordsOf(term)) checks.push(termCheck(word));
  }
  return checks;
}

function termCheck(word: string): Check {
  const length = [...word].length;
  const inside = length >= 3 || isCjk(word);
  if (HAS_DIGIT.test(word)) {
    const text = /^[0-9]+$/.test(word) ? national(word) : word;
    return { text, inside, anchor: length >= 2 ? { table: 'codes', text: cut(text, CODE_LENGTH), inside } : null };
  }
  return { text: word, inside, anchor: length >= 2 || inside ? { table: 'words', text: cut(word, PIECE_QUERY), inside } : null };
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
  const driver = await rarest(db, tables, clause);
  if (driver === null) return { starts: [], rest: [], anywhere: false };
  const anchor = driver.anchor as Anchor;
  const others = clause.checks.filter((check) => check !== driver || needsDocument(check));
  const holds = (atStart: boolean): Sql | null => (others.length === 0 ? null : documentHolds(others, atStart));
  const start = startSource(tables, anchor);
  const inside = insideSource(tables, anchor);
  const rest: Sql[] = [];
  // A hit may have the driving term at a start and another one inside.
  if (others.length > 0) rest.push(select(tables, start, holds(false), restriction));
  if (inside) rest.push(select(tables, inside, holds(false), restriction));
  return { starts: [select(tables, start, holds(true), restriction)], rest, anywhere: others.length > 0 };
}

async function rarest(db: Queryable, tables: SearchTables, clause: Clause): Promise<Check | null> {
  const anchored = clause.checks.filter((check): check is Check & { anchor: Anchor } => check.anchor !== null);
  if (anchored.length === 1) return anchored[0] as Check;
  let best: Check | null = null;
  for (const cap of COUNT_CAPS) {
    const parts: string[] = [];
    const params: unknown[] = [];
    for (const { anchor } of anchored) {
      const sources = [startSource(tables, anchor), insideSource(tables, anchor)].filter((source) => source !== null);
      parts.push(sources.map(({ sql }) => `(SELECT COUNT(*) FROM (SELECT 1 AS one ${sql} LIMIT ${cap}) n)`).join(' + '));
      for (const source of sources) params.push(...source.params);
    }
    const [row]: Record<string, string>[] = await db.query(`SELECT ${parts.map((part, at) => `${part} AS c${at}`).join(', ')}`, params);
    const counts = anchored.map((_, at) => Number(row?.[`c${at}`]));
    const least = Math.min(...counts);
    if (least === 0) return null;
    best = anchored[counts.indexOf(least)] as Check;
    if (least < cap) break;
  }
  return best;
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
