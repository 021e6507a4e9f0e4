import type { SearchTables } from './search.tables';
import { inAll, listHits, type Hits } from './search.lists';
import type { Check, Clause } from './search.plan';
import type { Anchored, Overlay, Queryable, SearchMemo } from './search.memo';
import { anchoredChecks, COUNTED, countTerms, rarestOf } from './search.rarest';
import { documentHolds, needsDocument, type Restriction } from './search.sources';

/** Below, looking into the documents of the rarest term is as quick. */
const COMMON = 400;
/** Entries of a term that are listed: ten times those of the rarest, at most this. */
const MOST = 40_000;
const TIMES = 10;
/** Documents that are looked into at the end. */
const MOST_DOCUMENTS = 12_000;

export interface OverlayOptions {
  readonly restriction?: Restriction | undefined;
  readonly memo: SearchMemo;
  /** From how many entries of its rarest term a search is answered this way. */
  readonly common?: number | undefined;
}

/**
 * Terms that are all common ("Man Mar"): their lists are laid over each other, and the documents of what is left tell the
 * rest. Answers with all hits, so that their number is known too. null: another way is quicker.
 */
export function overlay(db: Queryable, tables: SearchTables, clause: Clause, options: OverlayOptions): Promise<Overlay | null> {
  let known = options.memo.overlays.get(clause);
  if (!known) options.memo.overlays.set(clause, (known = laidOver(db, tables, clause, options)));
  return known;
}

async function laidOver(db: Queryable, tables: SearchTables, clause: Clause, { restriction, memo, common = COMMON }: OverlayOptions): Promise<Overlay | null> {
  const anchored = anchoredChecks(clause);
  if (anchored.length < 2) return null;
  const counts = await countTerms(db, tables, clause, memo);
  const rarest = rarestOf(counts);
  const least = rarest ? (counts.get(rarest)?.all ?? 0) : 0;
  if (least === 0) return { starts: [], rest: [] };
  if (least < common) return null;
  const hits = await listHits(db, tables, anchored, least < COUNTED ? least * TIMES : MOST);
  const listed = anchored.flatMap((check, at) => (hits[at] ? [{ check, hits: hits[at] }] : []));
  if (listed.length === 0) return null;
  const unproved = clause.checks.filter((check) => needsDocument(check) || !listed.some((entry) => entry.check === check));
  return ordered(db, tables, listed, unproved, restriction);
}

async function ordered(db: Queryable, tables: SearchTables, listed: readonly { check: Anchored; hits: Hits }[], unproved: readonly Check[], restriction: Restriction | undefined): Promise<Overlay | null> {
  const { ids, starts } = inAll(listed.map(({ hits }) => hits));
  if (unproved.length === 0 && !restriction) return { starts: ids.filter((id) => starts.has(id)), rest: ids.filter((id) => !starts.has(id)) };
  if (ids.length > MOST_DOCUMENTS) return null;
  if (ids.length === 0) return { starts: [], rest: [] };
  const at = unproved.length > 0 ? documentHolds(unproved, true) : { sql: 'TRUE', params: [] };
  const any = unproved.length > 0 ? documentHolds(unproved, false) : { sql: 'TRUE', params: [] };
  const rows: { id: string; at_start: number | string }[] = await db.query(
    `SELECT DISTINCT t.subject_id AS id, (${at.sql}) AS at_start FROM ${tables.texts} t ${restriction ? restriction.join('t.subject_id') : ''}
     WHERE t.subject_id IN (?) AND ${any.sql} ORDER BY id`,
    [...at.params, ...(restriction?.params ?? []), ids, ...any.params],
  );
  const first = (row: (typeof rows)[number]): boolean => Number(row.at_start) === 1 && starts.has(String(row.id));
  return { starts: rows.filter(first).map(({ id }) => String(id)), rest: rows.filter((row) => !first(row)).map(({ id }) => String(id)) };
}
