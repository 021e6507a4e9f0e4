import { emailKey } from '../../kernel/text/email-key';
import type { ImportOptions } from './import';
import type { Known } from './import-lookups.queries';
import { reason, RowRefused } from './row-refused';
import type { ReadRow } from './rules/read-row';
import { vatKey } from './rules/row-places';

/** Finds the customer a row means by what the file's customers are recognised by (IMP-3). */
export class RowMatcher {
  /** @param byKey customers by their address or VAT number, where those are the key */
  constructor(
    private readonly options: Pick<ImportOptions, 'key'>,
    private readonly numbers: ReadonlyMap<string, Known>,
    private readonly byKey: ReadonlyMap<string, readonly Known[]>,
  ) {}

  /** The customer the row means by the key, visible or not. */
  match(read: ReadRow): Known | null {
    const { key } = this.options;
    if (key === 'number') return this.numbers.get(read.customer.number ?? '') ?? null;
    const value = key === 'email' ? ownAddress(read) : read.customer.vat_number ? vatKey(read.customer.vat_number) : null;
    const found = (value === null ? undefined : this.byKey.get(value)) ?? [];
    return found.find(({ visible }) => visible) ?? found[0] ?? null;
  }

  /** The same for those who may see it. @throws RowRefused when it cannot be told, or its number is taken */
  visibleMatch(read: ReadRow): Known | null {
    const { key } = this.options;
    const match = this.match(read);
    if (!match) return null;
    // A number is unique, so it must be said to be taken; of an address or a VAT number nothing is given away.
    if (!match.visible) {
      if (key === 'number') throw new RowRefused(reason('number_taken', { value: read.customer.number ?? '' }));
      return null;
    }
    const value = key === 'email' ? ownAddress(read) : key === 'vat_number' && read.customer.vat_number ? vatKey(read.customer.vat_number) : null;
    const others = value === null ? [] : (this.byKey.get(value) ?? []).filter(({ visible }) => visible);
    if (others.length > 1) throw new RowRefused(reason('several_customers', { numbers: others.slice(0, 5).map(({ number }) => number).join(', ') }));
    return match;
  }

  keyIsEmpty(read: ReadRow): boolean {
    return this.keyValue(read) === '';
  }

  keyValue({ customer, contact }: ReadRow): string {
    const { key } = this.options;
    return (key === 'number' ? customer.number : key === 'email' ? (customer.email ?? contact?.email) : customer.vat_number)?.slice(0, 100) ?? '';
  }
}

export function keyOf(email: string | null | undefined): string | null {
  return email ? emailKey(email) : null;
}

/** The address by which a row's customer is recognised: its own, else its contact's. */
export function ownAddress({ customer, contact }: ReadRow): string | null {
  return keyOf(customer.email) ?? contact?.email_key ?? null;
}
