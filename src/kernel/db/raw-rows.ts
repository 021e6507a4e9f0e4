import type { DataSource } from 'typeorm';
import { poolOf } from './pool';

export type RawRow = readonly (string | number | null)[];

/**
 * Rows as lists in the order of the columns, times and dates as the database writes them: a third of the work of rows as
 * objects, for streams of a million.
 */
export function rawRows(dataSource: DataSource, sql: string, params: readonly unknown[]): Promise<RawRow[]> {
  return new Promise((resolve, reject) => {
    poolOf(dataSource).query({ sql, values: [...params], rowsAsArray: true, dateStrings: true }, (error, rows) => (error ? reject(error) : resolve(rows as unknown as RawRow[])));
  });
}
