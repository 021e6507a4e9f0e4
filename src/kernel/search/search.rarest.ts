import type { SearchTables } from './search.tables';
import type { Anchored, Counts, Queryable, SearchMemo } from './search.memo';
import type { Check, Clause } from './search.plan';
import { insideSource, needsDocument, startSource } from './search.sources';

/** How far terms are counted to find the rarest; farther only when all of them are common. */
export const COUNTED = 2_001;
const COUNTED_FAR = 40_001;

export function anchoredChecks(clause: Clause): Anchored[] {
  return clause.checks.filter((check): check is Anchored => check.anchor !== null);
}

export interface Rarest {
  driver: Check;
  /** Whether the term occurs anywhere but at the start of a word, as far as is known. */
  inside: (check: Check) => boolean;
}

export async function findRarest(db: Queryable, tables: SearchTables, clause: Clause, memo: SearchMemo): Promise<Rarest | null> {
  const anchored = anchoredChecks(clause);
  const [only] = anchored;
  if (anchored.length === 1 && only) return { driver: only, inside: (check) => check.inside };
  let counts = await countTerms(db, tables, clause, memo);
  let driver = rarestOf(counts);
  if (driver && (counts.get(driver)?.all ?? 0) >= COUNTED) {
    counts = await counted(db, tables, anchored, COUNTED_FAR);
    driver = rarestOf(counts);
  }
  if (!driver || counts.get(driver)?.all === 0) return null;
  // An address in parts may stand behind other letters although none of its words does.
  const inside = (check: Check): boolean => (needsDocument(check) ? check.inside : counts.get(check)?.inside !== 0);
  return { driver, inside };
}

/** How often each term occurs, counted to `COUNTED`. */
export function countTerms(db: Queryable, tables: SearchTables, clause: Clause, memo: SearchMemo): Promise<Counts> {
  let counts = memo.counts.get(clause);
  if (!counts) memo.counts.set(clause, (counts = counted(db, tables, anchoredChecks(clause), COUNTED)));
  return counts;
}

export function rarestOf(counts: Counts): Check | null {
  const [first] = [...counts].sort(([, a], [, b]) => a.all - b.all);
  return first?.[0] ?? null;
}

async function counted(db: Queryable, tables: SearchTables, anchored: readonly Anchored[], cap: number): Promise<Counts> {
  const counters = anchored.flatMap(({ anchor }) => [startSource(tables, anchor), insideSource(tables, anchor)]);
  const parts = counters.map((source, at) => (source ? `(SELECT COUNT(*) FROM (SELECT 1 AS one ${source.sql} LIMIT ${cap}) n)` : '0') + ` AS c${at}`);
  const [row]: Record<string, string>[] = await db.query(`SELECT ${parts.join(', ')}`, counters.flatMap((source) => source?.params ?? []));
  return new Map(anchored.map((check, at) => {
    const inside = Number(row?.[`c${2 * at + 1}`]);
    return [check, { all: Number(row?.[`c${2 * at}`]) + inside, inside }];
  }));
}
