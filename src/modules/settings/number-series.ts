import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

export type SeriesName = 'customer';

export interface SeriesFormat {
  readonly prefix: string;
  readonly minDigits: number;
}

/** The next number of a series: rising, with gaps where a transaction was rolled back (CUS-9). */
@Injectable()
export class NumberSeries {
  /**
   * Takes the next number. A number somebody typed by hand may be met: then the caller takes another.
   * @returns prefix and padded digits, as `C-00042`.
   */
  async next(tx: EntityManager, name: SeriesName): Promise<string> {
    const [number] = await this.take(tx, name, 1);
    return number;
  }

  /** Takes `count` numbers in a row, as for an import's batch; the series stays locked until `tx` ends. */
  async take(tx: EntityManager, name: SeriesName, count: number): Promise<string[]> {
    const { first, ...format } = await this.reserve(tx, name, count);
    return Array.from({ length: count }, (_, index) => formatNumber(format, first + BigInt(index)));
  }

  /** Sets `count` numbers aside at once, to be written with `formatNumber` as they are needed: for millions. */
  async reserve(tx: EntityManager, name: SeriesName, count: number): Promise<SeriesFormat & { readonly first: bigint }> {
    const result: { affectedRows: number } = await tx.query('UPDATE number_series SET next_number = LAST_INSERT_ID(next_number) + ? WHERE name = ?', [count, name]);
    if (result.affectedRows !== 1) throw new Error(`there is no number series ${name}`);
    const rows: { first: string; prefix: string; minDigits: number }[] = await tx.query(
      'SELECT LAST_INSERT_ID() AS first, prefix, min_digits AS minDigits FROM number_series WHERE name = ?',
      [name],
    );
    const { first, prefix, minDigits } = rows[0];
    return { first: BigInt(first), prefix, minDigits };
  }
}

/** `prefix` and the number with at least `minDigits` digits. */
export function formatNumber({ prefix, minDigits }: SeriesFormat, number: bigint): string {
  return `${prefix}${String(number).padStart(minDigits, '0')}`;
}
