import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { NotFound } from '../../../kernel/http/errors';

export interface TrashRow {
  readonly deletionId: string;
  readonly id: string;
  readonly name: string;
  readonly number: string;
  readonly type: string;
  readonly deletedAt: Date;
  readonly deletedBy: string;
}

const SQL = `SELECT d.id AS deletionId, c.id, c.display_name AS name, c.number, c.type, d.deleted_at AS deletedAt, d.staff_name AS deletedBy
  FROM deletions d JOIN customers c ON c.deletion_id = d.id`;

/** What lies in the trash, and what is due to leave it. */
@Injectable()
export class TrashQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Customers, the last deleted first, before the deletion `before`. */
  list(limit: number, before: string | null): Promise<TrashRow[]> {
    const condition = before === null ? '' : ' AND d.id < ?';
    return this.dataSource.query(`${SQL} WHERE d.subject_kind = 'customer'${condition} ORDER BY d.id DESC LIMIT ${limit}`, before === null ? [] : [before]);
  }

  /** @throws NotFound */
  async one(id: string): Promise<TrashRow> {
    const rows: TrashRow[] = await this.dataSource.query(`${SQL} WHERE c.id = ?`, [id]);
    if (rows.length === 0) throw new NotFound();
    return rows[0];
  }

  /** Deletions made before `before`, the oldest first, behind the deletion `after`. */
  async due(before: Date, after: string, limit: number): Promise<string[]> {
    const rows: { id: string }[] = await this.dataSource.query('SELECT id FROM deletions WHERE deleted_at < ? AND id > ? ORDER BY id LIMIT ?', [before, after, limit]);
    return rows.map(({ id }) => String(id));
  }
}
