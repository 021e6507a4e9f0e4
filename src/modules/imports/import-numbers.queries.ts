import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/** Beyond so much above the series a number was typed wrong, or is another numbering; the series does not follow it. */
const FARTHEST = 10_000_000;

/** The running customer numbers, as an import must know them. */
export interface SeriesInUse {
  /** The running part of a number of this series; 0 for others. */
  numberIn(number: string | null): number;
}

/** What an import asks of currencies and numbers. */
@Injectable()
export class ImportNumbers {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Place of each currency that is set up, from 1. */
  async load(): Promise<ReadonlyMap<string, number>> {
    const rows: { code: string; position: number }[] = await this.dataSource.query('SELECT code, position FROM currencies');
    return new Map(rows.map(({ code, position }) => [code, Number(position) + 1]));
  }

  async series(): Promise<SeriesInUse> {
    const rows: { prefix: string; next_number: string }[] = await this.dataSource.query("SELECT prefix, next_number FROM number_series WHERE name = 'customer'");
    const { prefix, next_number } = rows[0] ?? { prefix: '', next_number: '1' };
    const highest = Number(next_number) + FARTHEST;
    return {
      numberIn(number) {
        if (number === null || !number.startsWith(prefix) || !/^\d{1,15}$/.test(number.slice(prefix.length))) return 0;
        const running = Number(number.slice(prefix.length));
        return running <= highest ? running : 0;
      },
    };
  }

  /** The next number given out is above `number`, so that numbers of the file and running ones do not meet. */
  async goOnAbove(number: number): Promise<void> {
    await this.dataSource.query("UPDATE number_series SET next_number = ? WHERE name = 'customer' AND next_number <= ?", [number + 1, number]);
  }

  async usedNumbers(numbers: readonly string[]): Promise<ReadonlySet<string>> {
    if (numbers.length === 0) return new Set();
    const rows: { number_key: string }[] = await this.dataSource.query('SELECT number_key FROM customers WHERE number_key IN (?)', [numbers]);
    return new Set(rows.map(({ number_key }) => number_key));
  }
}
