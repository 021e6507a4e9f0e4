import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { readJson } from '../../../kernel/db/json';

export type DraftKind = 'customer-new' | 'customer-edit';

/** What somebody has typed and not saved yet: their own, nobody else's. `Data` is kept as JSON. */
export interface Draft<Data> {
  readonly id: string;
  readonly kind: DraftKind;
  readonly staffId: string;
  /** On edit: the row being edited, and the version that was read. */
  readonly subjectId: string | null;
  readonly subjectVersion: number | null;
  readonly data: Data;
  /** On edit: how the row stood then. */
  readonly base: Readonly<Record<string, unknown>> | null;
}

interface DraftRow {
  id: string;
  subject_id: string | null;
  subject_version: number | null;
  data: unknown;
  base: unknown;
}

type NewDraft<Data> = Omit<Draft<Data>, 'id'>;

/** The drafts of forms that have several pages (CUS-8, CUS-18). */
@Injectable()
export class Drafts {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @returns the new draft's id. */
  async create<Data>(draft: NewDraft<Data>, now: Date): Promise<string> {
    const result: { insertId: string | number } = await this.dataSource.query(
      'INSERT INTO drafts (kind, staff_id, subject_id, subject_version, data, base, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      [draft.kind, draft.staffId, draft.subjectId, draft.subjectVersion, JSON.stringify(draft.data), draft.base && JSON.stringify(draft.base), now, now],
    );
    return String(result.insertId);
  }

  /** The draft when it is `staffId`'s own; locked until `tx` ends when one is given. */
  async find<Data>(id: string, kind: DraftKind, staffId: string, tx?: EntityManager): Promise<Draft<Data> | null> {
    const rows: DraftRow[] = await (tx ?? this.dataSource.manager).query(
      `SELECT id, subject_id, subject_version, data, base FROM drafts WHERE id = ? AND kind = ? AND staff_id = ?${tx ? ' FOR UPDATE' : ''}`,
      [id, kind, staffId],
    );
    if (rows.length === 0) return null;
    const [row] = rows;
    return {
      id, kind, staffId,
      subjectId: row.subject_id === null ? null : String(row.subject_id),
      subjectVersion: row.subject_version,
      data: readJson<Data>(row.data),
      base: row.base === null ? null : readJson(row.base),
    };
  }

  async write<Data>(tx: EntityManager, draft: Draft<Data>, now: Date): Promise<void> {
    await tx.query('UPDATE drafts SET subject_version = ?, data = ?, base = ?, updated_at = ? WHERE id = ?', [
      draft.subjectVersion, JSON.stringify(draft.data), draft.base && JSON.stringify(draft.base), now, draft.id,
    ]);
  }

  /** Those of `fileIds` that a draft of `staffId` (or of anybody) names as its picture. */
  async picturesAmong(fileIds: readonly string[], staffId?: string): Promise<string[]> {
    if (fileIds.length === 0) return [];
    const rows: { file: string }[] = await this.dataSource.query(
      `SELECT JSON_UNQUOTE(JSON_EXTRACT(data, '$.pictureId')) AS file FROM drafts
       WHERE JSON_UNQUOTE(JSON_EXTRACT(data, '$.pictureId')) IN (?)${staffId ? ' AND staff_id = ?' : ''}`,
      staffId ? [fileIds, staffId] : [fileIds],
    );
    return rows.map(({ file }) => String(file));
  }
}
