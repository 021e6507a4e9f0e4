import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { SETTING_DEFAULTS, type SettingValues } from './setting-values';
import { SETTING_SECTIONS, type SectionName, type SectionValues } from './setting-sections';

export interface SeriesRow {
  readonly prefix: string;
  readonly nextNumber: number;
  readonly minDigits: number;
}

/** A section's values as they stand in the database now, past every cache. */
@Injectable()
export class SectionRows {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  // As text: one driver parses JSON columns and another does not, and a JSON text looks the same either way.
  async read(section: SectionName, manager: EntityManager = this.dataSource.manager): Promise<SectionValues> {
    const names: readonly (keyof SettingValues)[] = SETTING_SECTIONS[section];
    const rows: { name: string; value: string }[] = await manager.query('SELECT name, CAST(value AS CHAR) AS value FROM settings WHERE name IN (?)', [names]);
    const stored = new Map(rows.map(({ name, value }) => [name, JSON.parse(value) as string | boolean | null]));
    const values = Object.fromEntries(names.map((name) => [name, stored.get(name) ?? SETTING_DEFAULTS[name]]));
    return section === 'customers' ? { ...(await this.series(manager)), ...values } : values;
  }

  /** One change of settings at a time, of any section: the second waits here until the first is done. */
  async lock(tx: EntityManager, now: Date): Promise<void> {
    await tx.query("INSERT INTO settings (name, value, updated_at) VALUES ('lock', 'null', ?) ON DUPLICATE KEY UPDATE updated_at = VALUES(updated_at)", [now]);
    await tx.query("SELECT next_number FROM number_series WHERE name = 'customer' FOR UPDATE");
  }

  async writeSeries(tx: EntityManager, { prefix, nextNumber, minDigits }: SeriesRow): Promise<void> {
    await tx.query("UPDATE number_series SET prefix = ?, next_number = ?, min_digits = ? WHERE name = 'customer'", [prefix, nextNumber, minDigits]);
  }

  /** True for the first caller ever with this name: the marker of what is made once in the life of a database. */
  async firstTime(tx: EntityManager, name: string, now: Date): Promise<boolean> {
    const result: { affectedRows: number } = await tx.query("INSERT IGNORE INTO settings (name, value, updated_at) VALUES (?, 'true', ?)", [`made.${name}`, now]);
    return result.affectedRows === 1;
  }

  private async series(manager: EntityManager): Promise<SectionValues> {
    const rows: { prefix: string; next: string; digits: number }[] = await manager.query(
      "SELECT prefix, next_number AS next, min_digits AS digits FROM number_series WHERE name = 'customer'",
    );
    const row = rows[0] ?? { prefix: '', next: '1', digits: 1 };
    return { prefix: row.prefix, nextNumber: Number(row.next), minDigits: row.digits };
  }
}
