import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Choice } from '../../kernel/views/form';

/** Groups and products that a whole file can be given. */
@Injectable()
export class ImportChoices {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  groups(): Promise<Choice[]> {
    return this.list('SELECT id AS value, name AS label FROM customer_groups WHERE moving_to_id IS NULL ORDER BY name LIMIT 2000');
  }

  products(): Promise<Choice[]> {
    return this.list('SELECT id AS value, name AS label FROM products WHERE active = 1 ORDER BY name LIMIT 2000');
  }

  private async list(sql: string): Promise<Choice[]> {
    const rows: Choice[] = await this.dataSource.query(sql);
    return rows.map(({ value, label }) => ({ value: String(value), label }));
  }
}
