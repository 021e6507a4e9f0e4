import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { straight } from '../../kernel/db/raw-rows';
import type { ReportChoices } from './anniversaries.presenter';

/** A menu with more entries than this helps nobody. */
const MOST = 200;

/** What the report can be narrowed to. */
@Injectable()
export class ReportChoiceQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async load(): Promise<ReportChoices> {
    const [groups, staff] = await Promise.all([
      this.rows(`SELECT id, name FROM customer_groups ORDER BY name LIMIT ${MOST}`),
      this.rows(`SELECT id, name FROM staff WHERE active = 1 ORDER BY name LIMIT ${MOST}`),
    ]);
    return { groups, staff };
  }

  private async rows(sql: string): Promise<{ id: string; name: string }[]> {
    const rows: { id: string; name: string }[] = await straight(this.dataSource).query(sql);
    return rows.map(({ id, name }) => ({ id: String(id), name }));
  }
}
