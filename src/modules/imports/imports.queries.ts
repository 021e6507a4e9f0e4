import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { readJson } from '../../kernel/db/json';
import type { Message } from '../../kernel/i18n/message';
import { visibleCustomers } from '../customers/customer.policy';
import type { Import, ImportOptions, ImportPhase, ImportState, Verdict } from './import';

interface ImportRowOfTable {
  id: string; staff_id: string | null; staff_name: string | null; started_by: 'staff' | 'system'; file_name: string; storage_key: string; file_hash: string; bytes: string;
  shape: unknown; mapping: unknown; options: unknown; unknown_countries: unknown; checked: unknown; state: ImportState; refusal: unknown; total: number | null; last_line: number;
  created_count: number; updated_count: number; unchanged_count: number; contact_count: number; duplicate_count: number; refused_count: number; attempts: number;
  started_at: Date | null; finished_at: Date | null; created_at: Date;
}

/** One row of the file and what became of it, as the pages show it. */
export interface ImportedRow {
  readonly line: number;
  readonly verdict: Verdict;
  readonly customerId: string | null;
  readonly name: string | null;
  readonly city: string | null;
  readonly reasons: readonly Message[];
}

const SELECT = 'SELECT i.*, s.name AS staff_name FROM imports i LEFT JOIN staff s ON s.id = i.staff_id';

/** What the import pages show. People see their own imports, administrators all of them. */
@Injectable()
export class ImportsQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** null when there is no such import, or it is somebody else's. */
  async find(actor: StaffActor, id: string): Promise<Import | null> {
    const found = await this.byId(id);
    return found && (actor.administrator || found.staffId === actor.id) ? found : null;
  }

  async byId(id: string, manager: EntityManager = this.dataSource.manager): Promise<Import | null> {
    const rows: ImportRowOfTable[] = await manager.query(`${SELECT} WHERE i.id = ?`, [id]);
    return rows.length > 0 ? shown(rows[0]) : null;
  }

  /** Newest first, 25 at a time, below `before` when given. */
  async list(actor: StaffActor, before: string | null): Promise<Import[]> {
    const mine = actor.administrator ? '1 = 1' : 'i.staff_id = ?';
    const rows: ImportRowOfTable[] = await this.dataSource.query(
      `${SELECT} WHERE ${mine}${before ? ' AND i.id < ?' : ''} ORDER BY i.id DESC LIMIT 26`,
      [...(actor.administrator ? [] : [actor.id]), ...(before ? [before] : [])],
    );
    return rows.map(shown);
  }

  /** An earlier import of the very same file that stored rows or is about to. */
  async sameFile(record: Pick<Import, 'id' | 'fileHash'>, manager: EntityManager = this.dataSource.manager): Promise<Import | null> {
    const rows: ImportRowOfTable[] = await manager.query(`${SELECT} WHERE i.file_hash = ? AND i.id <> ? AND (i.state IN ('importing', 'done') OR (i.state = 'failed' AND i.last_line > 0)) ORDER BY i.id DESC LIMIT 1`, [record.fileHash, record.id]);
    return rows.length > 0 ? shown(rows[0]) : null;
  }

  /** Rows of the file in its order, those with one of `verdicts`, after `line`. */
  async rows(actor: StaffActor, id: string, phase: ImportPhase, verdicts: readonly Verdict[], after: number, limit: number): Promise<ImportedRow[]> {
    const seen = visibleCustomers(actor, 'c');
    const rows: { line: number; verdict: Verdict; customer_id: string | null; name: string | null; city: string | null; reasons: unknown }[] = await this.dataSource.query(
      `SELECT r.line, r.verdict, c.id AS customer_id, COALESCE(r.name, c.display_name) AS name, COALESCE(r.city, c.city) AS city, r.reasons
       FROM import_rows r LEFT JOIN customers c ON c.id = r.customer_id AND ${seen.sql}
       WHERE r.import_id = ? AND r.phase = ? AND r.verdict IN (?) AND r.line > ? ORDER BY r.line LIMIT ?`,
      [...seen.params, id, phase, verdicts, after, limit],
    );
    return rows.map((row) => ({ line: Number(row.line), verdict: row.verdict, customerId: row.customer_id, name: row.name, city: row.city, reasons: reasonsOf(row.reasons) }));
  }

  /** Rows that did not come in, with their cells, in batches. */
  async *rejected(id: string, phase: ImportPhase): AsyncGenerator<{ line: number; cells: string[]; reasons: readonly Message[] }[]> {
    for (let after = 0; ; ) {
      const rows: { line: number; cells: string | null; reasons: unknown }[] = await this.dataSource.query(
        "SELECT line, cells, reasons FROM import_rows WHERE import_id = ? AND phase = ? AND verdict IN ('refused', 'duplicate') AND line > ? ORDER BY line LIMIT 1000",
        [id, phase, after],
      );
      if (rows.length === 0) return;
      yield rows.map((row) => ({ line: Number(row.line), cells: row.cells === null ? [] : readJson<string[]>(row.cells), reasons: reasonsOf(row.reasons) }));
      after = Number(rows[rows.length - 1].line);
    }
  }
}

function reasonsOf(json: unknown): Message[] {
  return json === null ? [] : readJson<Message[]>(json);
}

function shown(row: ImportRowOfTable): Import {
  const json = <T>(value: unknown, none: T): T => (value === null ? none : readJson<T>(value));
  return {
    id: String(row.id), staffId: row.staff_id === null ? null : String(row.staff_id), staffName: row.staff_name, startedBy: row.started_by,
    fileName: row.file_name, storageKey: row.storage_key, fileHash: row.file_hash, bytes: Number(row.bytes),
    shape: readJson(row.shape), mapping: readJson(row.mapping), options: { permissions: '', ...readJson<Partial<ImportOptions>>(row.options) } as ImportOptions,
    unknownCountries: json(row.unknown_countries, []), checked: json(row.checked, null), refusal: json(row.refusal, null),
    state: row.state, total: row.total === null ? null : Number(row.total), lastLine: Number(row.last_line), attempts: Number(row.attempts),
    counts: {
      created: Number(row.created_count), updated: Number(row.updated_count), unchanged: Number(row.unchanged_count),
      contact: Number(row.contact_count), duplicate: Number(row.duplicate_count), refused: Number(row.refused_count),
    },
    startedAt: row.started_at, finishedAt: row.finished_at, createdAt: row.created_at,
  };
}
