import { randomInt } from 'node:crypto';
import { foldName } from '../../../kernel/reference/fold';
import { emailKey } from '../../../kernel/text/email-key';
import type { ReadRow, RowReason } from './read-row';

export interface RowPlace {
  /** The line of the row that brings the customer: this row's own, or an earlier one it belongs to. */
  customerLine: number;
  /** The row adds nothing, or its contact's e-mail stands in an earlier row. */
  refusal: RowReason | null;
}

/**
 * Which rows of a file are one customer, and which repeat an earlier one (IMP-3): same number or VAT number,
 * and, where asked for, same company name or same e-mail of the customer. Give it the rows that are not refused otherwise, in the order of
 * the file. About 50 bytes a row: it keeps hashes of 64 bits, not texts, so that a million rows fit in memory;
 * two different values of a million meet in one file out of thirty million.
 */
export class RowPlaces {
  private readonly seen = new HashLines();

  constructor(private readonly options: { sameCompanyIsOneCustomer?: boolean; customerEmailIsKey?: boolean } = {}) {}

  place(row: ReadRow, line: number): RowPlace {
    const { customer, contact } = row;
    const number = customer.number ? `n${numberKey(customer.number)}` : null;
    const vat = customer.vat_number ? `v${vatKey(customer.vat_number)}` : null;
    const company = this.options.sameCompanyIsOneCustomer && customer.company_name ? `c${foldName(customer.company_name)}` : null;
    const ownEmail = this.options.customerEmailIsKey && customer.email ? `m${emailKey(customer.email)}` : null;
    const email = contact?.email_key ? `e${contact.email_key}` : null;

    const emailLine = email === null ? null : this.seen.lineOf(email);
    if (emailLine !== null) return { customerLine: line, refusal: reason('contact_email', 'email_in_file', contact?.email ?? '', emailLine) };

    const byNumber = number === null ? null : this.seen.lineOf(number);
    // Two numbers are two customers, whatever else is equal.
    const byVat = byNumber ?? (vat === null || number !== null ? null : this.seen.lineOf(vat));
    const byEmail = byVat ?? (ownEmail === null || number !== null ? null : this.seen.lineOf(ownEmail));
    const customerLine = byEmail ?? (company === null || number !== null ? null : this.seen.lineOf(company)) ?? line;
    if (customerLine !== line && contact === null) {
      const [field, key, value] = byNumber !== null ? (['number', 'number_in_file', customer.number] as const)
        : byVat !== null ? (['vat_number', 'vat_number_in_file', customer.vat_number] as const)
        : byEmail !== null ? (['email', 'email_in_file', customer.email] as const)
        : (['company_name', 'company_in_file', customer.company_name] as const);
      return { customerLine, refusal: reason(field, key, value ?? '', customerLine) };
    }
    for (const key of [number, vat, ownEmail, company]) if (key !== null) this.seen.add(key, customerLine);
    if (email !== null) this.seen.add(email, line);
    return { customerLine, refusal: null };
  }
}

function reason(field: RowReason['field'], key: string, value: string, line: number): RowReason {
  return { field, message: { key: `import_reasons.${key}`, params: { value: value.slice(0, 60), line } } };
}

/** Customer numbers are one when they look alike: case and width do not matter. */
export function numberKey(number: string): string {
  return number.normalize('NFKC').toUpperCase();
}

/** VAT numbers are one when their letters and digits are: "DE 123.456" is "de123456". */
export function vatKey(number: string): string {
  return number.normalize('NFKC').toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
}

const SHARDS = 64;

/** A map from text to its first line, in shards so that growing never copies all of it at once. */
class HashLines {
  private readonly shards = Array.from({ length: SHARDS }, () => new Shard());
  /** Nobody can make up a file whose values collide. */
  private readonly seed = randomInt(1, 2 ** 31);

  lineOf(text: string): number | null {
    const [high, low] = this.hash(text);
    const line = (this.shards[high % SHARDS] as Shard).get(high, low);
    return line === 0 ? null : line;
  }

  /** Keeps the first line. */
  add(text: string, line: number): void {
    const [high, low] = this.hash(text);
    (this.shards[high % SHARDS] as Shard).add(high, low, line);
  }

  /** Two independent 32-bit hashes (murmur-like mixing). */
  private hash(text: string): [number, number] {
    let a = 0xdeadbeef ^ this.seed;
    let b = 0x41c6ce57 ^ this.seed;
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      a = Math.imul(a ^ c, 2654435761);
      b = Math.imul(b ^ c, 1597334677);
    }
    a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
    b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
    return [a >>> 0, b >>> 0];
  }
}

/** Open addressing in typed arrays, 12 bytes a slot; line 0 marks a free one. */
class Shard {
  private capacity = 64;
  private count = 0;
  private high = new Uint32Array(this.capacity);
  private low = new Uint32Array(this.capacity);
  private lines = new Uint32Array(this.capacity);

  get(high: number, low: number): number {
    return this.lines[this.slot(high, low)] as number;
  }

  add(high: number, low: number, line: number): void {
    if (this.count * 4 >= this.capacity * 3) this.grow();
    const at = this.slot(high, low);
    if (this.lines[at] !== 0) return;
    this.high[at] = high;
    this.low[at] = low;
    this.lines[at] = line;
    this.count++;
  }

  private slot(high: number, low: number): number {
    const mask = this.capacity - 1;
    let at = low & mask;
    while (this.lines[at] !== 0 && (this.high[at] !== high || this.low[at] !== low)) at = (at + 1) & mask;
    return at;
  }

  private grow(): void {
    const { high, low, lines } = this;
    this.capacity *= 2;
    this.count = 0;
    this.high = new Uint32Array(this.capacity);
    this.low = new Uint32Array(this.capacity);
    this.lines = new Uint32Array(this.capacity);
    for (let i = 0; i < lines.length; i++) if (lines[i] !== 0) this.add(high[i] as number, low[i] as number, lines[i] as number);
  }
}
