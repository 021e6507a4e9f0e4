import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { updateIndex } from '../../kernel/search/search.index';
import { searchTables } from '../../kernel/search/search.tables';
import type { SearchTexts } from '../../kernel/search/terms';

/** Gives the texts under which customers are found; a module adds its own (contacts add names, addresses, phones). */
export type CustomerTexts = (tx: EntityManager, ids: readonly string[]) => Promise<ReadonlyMap<string, Partial<SearchTexts>>>;

export const CUSTOMER_SEARCH = searchTables('customer_search');

/** Keeps the search index true in the transaction of every cause (CUS-3). */
@Injectable()
export class CustomerSearch {
  private readonly sources: CustomerTexts[] = [customerTexts];

  addSource(source: CustomerTexts): void {
    this.sources.push(source);
  }

  /** To be called in `tx` after anything changed by which the customer is found; its row must be locked or just written. */
  async refresh(tx: EntityManager, customerId: string): Promise<void> {
    const texts = await this.load(tx, [customerId]);
    await updateIndex(tx, CUSTOMER_SEARCH, customerId, texts.get(customerId) ?? null);
  }

  /** The texts of customers that are not in the trash. */
  async load(tx: EntityManager, ids: readonly string[]): Promise<Map<string, SearchTexts>> {
    const [own, ...others] = await Promise.all(this.sources.map((source) => source(tx, ids)));
    return new Map([...own].map(([id, texts]) => [id, merge([texts, ...others.map((other) => other.get(id) ?? {})])]));
  }
}

function merge(parts: readonly Partial<SearchTexts>[]): SearchTexts {
  const all = (key: keyof SearchTexts) => parts.flatMap((part) => part[key] ?? []);
  return { names: all('names'), emails: all('emails'), phones: all('phones'), numbers: all('numbers') };
}

const customerTexts: CustomerTexts = async (tx, ids) => {
  const rows: { id: string; display_name: string; email: string | null; phone: string | null; fax: string | null; number: string }[] = await tx.query(
    'SELECT id, display_name, email, phone, fax, number FROM customers WHERE id IN (?) AND deleted_at IS NULL',
    [ids],
  );
  return new Map(rows.map((row) => [String(row.id), { names: [row.display_name], emails: present(row.email), phones: present(row.phone, row.fax), numbers: [row.number] }]));
};

function present(...texts: (string | null)[]): string[] {
  return texts.filter((text) => text !== null);
}
