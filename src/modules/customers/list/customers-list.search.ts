import type { EntityManager } from 'typeorm';
import type { SearchPlan } from '../../../kernel/search/search.plan';
import { countCandidates, findCandidates, type Restriction } from '../../../kernel/search/search.query';
import { SearchMemo } from '../../../kernel/search/search.memo';
import type { TablePage } from '../../../kernel/table/keyset';
import type { Place } from '../../../kernel/table/list-state';
import type { SqlPart } from '../../../kernel/table/sql-part';
import { CUSTOMER_SEARCH } from '../customer-search';

/** As few as this are looked at one by one instead of listing the hits of a common word. */
const SMALL = 3_000;

/** Filters and visibility for the search index; null where there are none, because the trash is not in the index. */
export interface Narrowing {
  readonly where: SqlPart;
  /** The same as a SELECT of `id`, up to the bound. */
  readonly ids: SqlPart;
  /** How many customers they leave, counted to a bound. */
  readonly count: number;
  readonly bound: number;
}

/** A list of ids as rows, in their order: `n` counts them. */
export function idRows(ids: readonly string[]): SqlPart {
  return { sql: "JSON_TABLE(?, '$[*]' COLUMNS (n FOR ORDINALITY, id BIGINT UNSIGNED PATH '$'))", params: [JSON.stringify(ids)] };
}

/** Hits of a search, best first: exact number or e-mail, start of a word, the rest (CUS-3). */
export class CustomerHits {
  private readonly restriction: Restriction | undefined;
  private readonly memo = new SearchMemo();

  constructor(
    private readonly manager: Pick<EntityManager, 'query'>,
    private readonly plan: SearchPlan,
    narrowing: Narrowing | null,
  ) {
    this.restriction = narrowing ? restrictionOf(narrowing) : undefined;
  }

  find(limit: number): Promise<string[]> {
    return findCandidates(this.manager, CUSTOMER_SEARCH, this.plan, { limit, restriction: this.restriction, memo: this.memo });
  }

  count(cap: number): Promise<number> {
    return countCandidates(this.manager, CUSTOMER_SEARCH, this.plan, { cap, restriction: this.restriction, memo: this.memo });
  }

  /**
   * The ids of one page. A place in this order is a number, because what ranks a hit is not kept anywhere.
   * @param most how far one can page.
   */
  async page(place: Place, size: number, most: number): Promise<Omit<TablePage<string>, 'rows'> & { ids: string[] }> {
    const start = place.kind === 'last' ? null : startOf(place, size);
    const found = await this.find(start === null ? most : Math.min(start + size + 1, most));
    const from = start ?? Math.max(0, found.length - size);
    const ids = found.slice(from, from + size);
    const cursor = (index: number) => ({ keys: [], id: ids[index], position: from + index + 1 });
    return {
      ids,
      from: from + 1,
      previous: from > 0 && ids.length > 0 ? cursor(0) : null,
      next: found.length > from + size ? cursor(ids.length - 1) : null,
    };
  }
}

function startOf(place: Exclude<Place, { kind: 'last' }>, size: number): number {
  if (place.kind === 'first' || place.cursor.position === null) return 0;
  return place.kind === 'after' ? place.cursor.position : Math.max(0, place.cursor.position - 1 - size);
}

function restrictionOf({ where, ids, count, bound }: Narrowing): Restriction {
  if (count > bound) return { join: (id) => `JOIN customers c ON c.id = ${id} AND ${where.sql}`, params: where.params };
  return { join: (id) => `JOIN (${ids.sql}) few ON few.id = ${id}`, params: ids.params, small: count <= SMALL };
}
