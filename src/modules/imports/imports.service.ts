import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { CsvRefused } from '../../kernel/csv/csv-refused';
import { sniffCsv, type CsvShape } from '../../kernel/csv/csv-reader';
import { Conflict, Refused } from '../../kernel/http/errors';
import { oncePerPost, type Post } from '../../kernel/http/post';
import { Texts } from '../../kernel/i18n/texts';
import { SettingsStore } from '../settings/settings.store';
import type { Import, ImportOptions, ImportShape } from './import';
import { hashOf, ImportFiles } from './import-files';
import { ImportRunner } from './import-runner';
import { ImportsQueries } from './imports.queries';
import { mappingProblem } from './import-mapping';
import { recogniseHeaders, type HeadingLabels } from './rules/header-recognition';
import { IMPORT_FIELDS, type ImportField } from './rules/import-fields';

const RESET = 'total = NULL, last_line = 0, created_count = 0, updated_count = 0, unchanged_count = 0, contact_count = 0, duplicate_count = 0, refused_count = 0, attempts = 0, refusal = NULL, lease_token = NULL, lease_until = NULL';

interface Affected { affectedRows: number }

/** Takes files in and starts their dry run and import; the work itself is the runner's. */
@Injectable()
export class ImportsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly files: ImportFiles,
    private readonly imports: ImportsQueries,
    private readonly runner: ImportRunner,
    private readonly settings: SettingsStore,
    private readonly texts: Texts,
  ) {}

  /**
   * Looks at a file and keeps it. Where its columns tell enough, the dry run begins at once.
   * @param file `path` is moved away when the file can be read.
   * @returns the import's id.
   */
  async take(actor: Actor, file: { path: string; name: string; bytes: number }, chosen: Partial<ImportOptions>): Promise<string | CsvRefused> {
    const shape = await sniffCsv(file.path);
    if (shape instanceof CsvRefused) return shape;
    const fileHash = await hashOf(file.path);
    const storageKey = await this.files.keep(file.path);
    const mapping = recogniseHeaders(shape.header, ...this.labels(actor)).map(({ field }) => field);
    const options = { ...this.presetOptions(actor, mapping), ...chosen };
    const state = mappingProblem(mapping, options) ? 'mapping' : 'checking';
    const now = this.clock.now();
    const result: { insertId: string | number } = await this.dataSource.query(
      `INSERT INTO imports (staff_id, started_by, file_name, storage_key, file_hash, bytes, shape, mapping, options, state, started_at, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [actor.id, actor.kind, file.name, storageKey, fileHash, file.bytes, JSON.stringify(shown(shape)), JSON.stringify(mapping), JSON.stringify(options), state, now, now, now],
    );
    this.runner.nudge();
    return String(result.insertId);
  }

  /** Starts the dry run anew. @returns where to go on. */
  async check(post: Post, record: Import, mapping: readonly (ImportField | null)[], options: ImportOptions): Promise<string> {
    const location = await oncePerPost(this.dataSource, post, async (tx) => {
      const now = this.clock.now();
      await tx.query("DELETE FROM import_rows WHERE import_id = ? AND phase = 'check'", [record.id]);
      const result: Affected = await tx.query(
        `UPDATE imports SET state = 'checking', mapping = ?, options = ?, checked = NULL, unknown_countries = NULL, started_at = ?, updated_at = ?, ${RESET} WHERE id = ? AND state IN ('mapping', 'checked', 'checking')`,
        [JSON.stringify(mapping), JSON.stringify(options), now, now, record.id],
      );
      if (result.affectedRows !== 1) throw new Conflict({ key: 'imports.errors.started' }, [{ label: 'imports.errors.goThere', href: `/admin/imports/${record.id}` }]);
      return `/admin/imports/${record.id}`;
    });
    this.runner.nudge();
    return location;
  }

  /**
   * Starts the import of what was checked. @param again the same file is wanted a second time.
   * @throws Conflict when it is not checked, or the same file was imported before.
   */
  async start(post: Post, record: Import, again: boolean): Promise<string> {
    const location = await oncePerPost(this.dataSource, post, async (tx) => {
      await this.begin(tx, record, again);
      return `/admin/imports/${record.id}`;
    });
    this.runner.nudge();
    return location;
  }

  async begin(tx: EntityManager, record: Import, again: boolean): Promise<void> {
    const now = this.clock.now();
    // Everyone who starts this file waits here for the other.
    await tx.query('SELECT id FROM imports WHERE file_hash = ? ORDER BY id FOR UPDATE', [record.fileHash]);
    const before = await this.imports.sameFile(record, tx);
    if (before && !again) throw new Conflict({ key: 'imports.errors.sameFile' }, [{ label: 'imports.errors.back', href: `/admin/imports/${record.id}` }]);
    const total = record.checked?.total ?? null;
    if (total === 0) throw new Refused({ key: 'csv.refused.header_only' });
    const result: Affected = await tx.query(
      `UPDATE imports SET state = 'importing', started_at = ?, updated_at = ?, ${RESET.replace('total = NULL', 'total = ?')} WHERE id = ? AND state = 'checked'`,
      [now, now, total, record.id],
    );
    if (result.affectedRows !== 1) throw new Conflict({ key: 'imports.errors.started' }, [{ label: 'imports.errors.goThere', href: `/admin/imports/${record.id}` }]);
  }

  private presetOptions(actor: Actor, mapping: readonly (ImportField | null)[]): ImportOptions {
    const mayCreate = actor.kind !== 'staff' || actor.may('customers.create');
    const key = mapping.includes('number') ? 'number' : mapping.includes('vat_number') ? 'vat_number' : mapping.includes('email') ? 'email' : 'number';
    return { type: 'auto', mode: mayCreate ? 'create' : 'update', key, sameCompany: false, createGroups: false, groupId: null, productIds: [], permissions: this.settings.all().contactPermissions, countries: {} };
  }

  /** The headings lists show, in every language, the person's own first. */
  private labels(actor: Actor): HeadingLabels[] {
    const own = this.texts.language((actor.kind === 'staff' ? actor.language : null) ?? this.settings.all().language).code;
    const codes = new Set([own, ...this.texts.languages().map(({ code }) => code)]);
    return [...codes].map((code) => Object.fromEntries(IMPORT_FIELDS.map((field) => [field, this.texts.t(code, `import_fields.${field}`)])));
  }
}

function shown({ encoding, damaged, delimiter, header, headerLine, sample }: CsvShape): ImportShape {
  const first = header.map((_, at) => (sample.find(({ cells, problem }) => !problem && (cells[at] ?? '').trim() !== '')?.cells[at] ?? '').slice(0, 200).toWellFormed());
  return { encoding, damaged, delimiter, header, headerLine, first };
}
