import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { NotFound } from '../../../kernel/http/errors';

export interface NoteRow {
  readonly id: string;
  readonly body: string;
  readonly version: number;
  readonly staff_id: string | null;
  readonly author: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

const COLUMNS = 'n.id, n.body, n.version, n.staff_id, s.name AS author, n.created_at, n.updated_at';

/** Reads the notes of a customer that the caller has made sure is visible. */
@Injectable()
export class NoteQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Newest first, `limit` at most, older than the note `before`. */
  list(customerId: string, limit: number, before: string | null = null): Promise<NoteRow[]> {
    return this.dataSource.query(
      `SELECT ${COLUMNS} FROM notes n LEFT JOIN staff s ON s.id = n.staff_id
       WHERE n.customer_id = ? AND n.deleted_at IS NULL${before === null ? '' : ' AND n.id < ?'} ORDER BY n.id DESC LIMIT ${limit}`,
      before === null ? [customerId] : [customerId, before],
    );
  }

  /** In `tx` its row is locked. @throws NotFound, also for another customer's note. */
  async one(customerId: string, id: string, tx?: EntityManager): Promise<NoteRow> {
    const rows: NoteRow[] = await (tx ?? this.dataSource.manager).query(
      `SELECT ${COLUMNS} FROM notes n LEFT JOIN staff s ON s.id = n.staff_id WHERE n.id = ? AND n.customer_id = ? AND n.deleted_at IS NULL${tx ? ' FOR UPDATE' : ''}`,
      [id, customerId],
    );
    if (rows.length === 0) throw new NotFound();
    return rows[0];
  }

  /** A note somebody deleted by itself, not with its customer; locked. @throws NotFound */
  async deleted(tx: EntityManager, customerId: string, id: string): Promise<NoteRow & { deletion_id: string }> {
    const rows: (NoteRow & { deletion_id: string })[] = await tx.query(
      `SELECT ${COLUMNS}, n.deletion_id FROM notes n JOIN deletions d ON d.id = n.deletion_id LEFT JOIN staff s ON s.id = n.staff_id
       WHERE n.id = ? AND n.customer_id = ? AND d.subject_kind = 'note' FOR UPDATE`,
      [id, customerId],
    );
    if (rows.length === 0) throw new NotFound();
    return rows[0];
  }

  async insert(tx: EntityManager, customerId: string, staffId: string, body: string, now: Date): Promise<string> {
    const result: { insertId: string | number } = await tx.query(
      'INSERT INTO notes (customer_id, staff_id, body, created_at, updated_at) VALUES (?, ?, ?, ?, ?)',
      [customerId, staffId, body, now, now],
    );
    return String(result.insertId);
  }

  /** @returns false when it has another version by now. */
  async update(tx: EntityManager, id: string, version: number, body: string, now: Date): Promise<boolean> {
    const result: { affectedRows: number } = await tx.query(
      'UPDATE notes SET body = ?, version = version + 1, updated_at = ? WHERE id = ? AND version = ? AND deleted_at IS NULL',
      [body, now, id, version],
    );
    return result.affectedRows === 1;
  }

  async delete(tx: EntityManager, id: string, deletionId: string, now: Date): Promise<void> {
    await tx.query('UPDATE notes SET deleted_at = ?, deletion_id = ? WHERE id = ? AND deleted_at IS NULL', [now, deletionId, id]);
  }

  async restore(tx: EntityManager, id: string): Promise<void> {
    await tx.query('UPDATE notes SET deleted_at = NULL, deletion_id = NULL WHERE id = ?', [id]);
  }
}
