import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { readJson } from '../../kernel/db/json';
import { NotFound } from '../../kernel/http/errors';
import type { SqlPart } from '../customers/customer.policy';
import type { CustomerFile, FileContact, Shared } from './customer-file';

interface Row {
  readonly id: string;
  readonly file_id: string;
  readonly name: string;
  readonly bytes: string;
  readonly uploaded_by_kind: string;
  readonly uploaded_by_id: string;
  readonly uploaded_by_name: string;
  readonly shared: Shared;
  readonly version: number;
  readonly created_at: Date;
  readonly contacts: string | null;
}

const NAME = "CONCAT_WS(' ', p.first_name, p.last_name)";
const COLUMNS = `f.id, f.file_id, f.name, f.bytes, f.uploaded_by_kind, f.uploaded_by_id, f.uploaded_by_name, f.shared, f.version, f.created_at,
  (SELECT JSON_ARRAYAGG(JSON_OBJECT('id', CAST(l.id AS CHAR), 'name', ${NAME})) FROM customer_file_contacts k
   JOIN customer_contacts l ON l.id = k.link_id JOIN contacts p ON p.id = l.contact_key WHERE k.customer_file_id = f.id) AS contacts`;

/** For the tab of the customer page. */
export const FILE_COUNT = '(SELECT COUNT(*) FROM customer_files k WHERE k.customer_id = c.id AND k.deleted_at IS NULL)';

/** Reads files of customers; who may see them is said by the condition it is given. */
@Injectable()
export class CustomerFileQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Newest first, `limit` at most, older than the file `before`. @param where on `customer_files f` */
  async list(where: SqlPart, limit: number, before: string | null): Promise<CustomerFile[]> {
    const rows: Row[] = await this.dataSource.query(
      `SELECT ${COLUMNS} FROM customer_files f WHERE ${where.sql}${before === null ? '' : ' AND f.id < ?'} ORDER BY f.id DESC LIMIT ${limit}`,
      before === null ? [...where.params] : [...where.params, before],
    );
    return rows.map(fileOf);
  }

  /** In `tx` its row is locked. @throws NotFound, also for what the condition does not hold for */
  async one(id: string, where: SqlPart, tx?: EntityManager): Promise<CustomerFile> {
    if (tx) await tx.query('SELECT f.id FROM customer_files f WHERE f.id = ? FOR UPDATE', [id]);
    const rows: Row[] = await (tx ?? this.dataSource.manager).query(`SELECT ${COLUMNS} FROM customer_files f WHERE f.id = ? AND ${where.sql}`, [id, ...where.params]);
    if (rows.length === 0) throw new NotFound();
    return fileOf(rows[0]);
  }

  /** Whose file it is, also in the trash; null when there is none. */
  async customerOf(id: string): Promise<string | null> {
    const rows: { customer_id: string }[] = await this.dataSource.query('SELECT customer_id FROM customer_files WHERE id = ?', [id]);
    return rows.length === 0 ? null : String(rows[0].customer_id);
  }

  /** A file deleted by itself, not with its customer; locked. @param where on `customer_files f`, `deletions d` @throws NotFound */
  async deleted(tx: EntityManager, customerId: string, id: string, where = 'TRUE'): Promise<CustomerFile> {
    await tx.query('SELECT f.id FROM customer_files f WHERE f.id = ? FOR UPDATE', [id]);
    const rows: Row[] = await tx.query(
      `SELECT ${COLUMNS} FROM customer_files f JOIN deletions d ON d.id = f.deletion_id
       WHERE f.id = ? AND f.customer_id = ? AND d.subject_kind = 'customer_file' AND ${where}`,
      [id, customerId],
    );
    if (rows.length === 0) throw new NotFound();
    return fileOf(rows[0]);
  }

  /** The customer's contacts by their links, for choosing among them. */
  contacts(customerId: string, tx?: EntityManager): Promise<FileContact[]> {
    return (tx ?? this.dataSource.manager).query(
      `SELECT CAST(l.id AS CHAR) AS id, ${NAME} AS name FROM customer_contacts l JOIN contacts p ON p.id = l.contact_key WHERE l.customer_id = ? ORDER BY name, l.id`,
      [customerId],
    );
  }

  /** What the customer keeps, the trash included. */
  async usage(tx: EntityManager, customerId: string): Promise<{ files: number; bytes: number }> {
    const [row]: { files: string; bytes: string }[] = await tx.query('SELECT COUNT(*) AS files, COALESCE(SUM(bytes), 0) AS bytes FROM customer_files WHERE customer_id = ?', [customerId]);
    return { files: Number(row.files), bytes: Number(row.bytes) };
  }

  /** Those of `fileIds` that a customer keeps. */
  async among(fileIds: readonly string[]): Promise<string[]> {
    if (fileIds.length === 0) return [];
    const rows: { file_id: string }[] = await this.dataSource.query('SELECT file_id FROM customer_files WHERE file_id IN (?)', [fileIds]);
    return rows.map((row) => String(row.file_id));
  }
}

/** All files of a customer out of the trash, as staff who see the customer see them. */
export function filesOf(customerId: string): SqlPart {
  return { sql: 'f.customer_id = ? AND f.deleted_at IS NULL', params: [customerId] };
}

function fileOf(row: Row): CustomerFile {
  const contacts = row.contacts === null ? [] : readJson<FileContact[]>(row.contacts);
  return {
    id: String(row.id), fileId: String(row.file_id), name: row.name, bytes: Number(row.bytes),
    uploadedByKind: row.uploaded_by_kind, uploadedById: String(row.uploaded_by_id), uploadedByName: row.uploaded_by_name,
    shared: row.shared, version: row.version, createdAt: row.created_at, contacts: contacts.sort((a, b) => a.name.localeCompare(b.name)),
  };
}
