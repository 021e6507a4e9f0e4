import { Injectable } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import type { FieldErrors } from '../../kernel/forms/read-form';
import { Texts } from '../../kernel/i18n/texts';
import { page, refused, type Reply } from '../../kernel/http/reply';
import { SettingsStore } from '../settings/settings.store';
import { NO_COUNTS, phaseOf, rowsOf, type Import } from './import';
import { ImportChoices } from './import-choices.queries';
import { ImportsQueries } from './imports.queries';
import { figures, importHead, mappingPage, progress, ROW_VIEWS, rowList, ROWS_SHOWN, VERDICTS_OF, type RowView } from './imports.presenter';

/** Which rows are asked for. */
export interface RowsAsked {
  readonly view: RowView;
  readonly after: number;
}

/** Shows an import as it stands: its columns, how far it is, or what became of it. */
@Injectable()
export class ImportPages {
  constructor(
    private readonly clock: Clock,
    private readonly texts: Texts,
    private readonly settings: SettingsStore,
    private readonly imports: ImportsQueries,
    private readonly choices: ImportChoices,
  ) {}

  async show(actor: StaffActor, record: Import, asked: RowsAsked): Promise<Reply> {
    if (record.state === 'mapping' || record.state === 'checked') return this.mapping(actor, record, asked);
    if (record.state === 'checking' || record.state === 'importing') {
      const checking = record.state === 'checking';
      return page('imports/progress', { head: importHead(record, checking ? 2 : 3), checking, figures: figures(record.counts), progress: progress(record, this.clock.now(), this.language(actor).locale), rejected: '' });
    }
    const rows = await this.imports.rows(actor, record.id, phaseOf(record.state), VERDICTS_OF[asked.view], asked.after, ROWS_SHOWN + 1);
    const done = rowsOf(record.counts) - record.counts.refused - record.counts.duplicate;
    return page('imports/report', {
      head: importHead(record, 4), figures: figures(record.counts), came: done, by: record.staffName ?? '', at: record.startedAt ?? record.createdAt,
      seconds: record.finishedAt && record.startedAt ? Math.max(1, Math.round((record.finishedAt.getTime() - record.startedAt.getTime()) / 1000)) : 1,
      complete: record.state === 'done', refused: record.state === 'refused', refusal: record.refusal ?? { key: 'imports.stopped.failure' },
      list: rowList(record, record.counts, asked.view, rows),
    });
  }

  /** The page of columns and of what would happen. @param errors of a form that was refused */
  async mapping(actor: StaffActor, record: Import, asked: RowsAsked, errors?: FieldErrors): Promise<Reply> {
    const { code } = this.language(actor);
    const counts = record.checked?.counts ?? NO_COUNTS;
    const rows = record.checked ? await this.imports.rows(actor, record.id, 'check', VERDICTS_OF[asked.view], asked.after, ROWS_SHOWN + 1) : [];
    const model = {
      head: importHead(record, 2), checked: record.checked !== null, figures: figures(counts), list: rowList(record, counts, asked.view, rows),
      ready: counts.created + counts.updated + counts.contact, same: counts.unchanged,
      ...mappingPage(record, {
        actor, language: code, errors, sameFile: await this.imports.sameFile(record),
        fieldLabel: (field) => this.texts.t(code, `import_fields.${field}`), word: (key) => this.texts.t(code, key),
        groups: await this.choices.groups(), products: await this.choices.products(),
      }),
    };
    return errors ? refused('imports/mapping', model) : page('imports/mapping', model);
  }

  private language(actor: StaffActor) {
    return this.texts.language(actor.language ?? this.settings.all().language);
  }
}

export function readRowsAsked(query: unknown): RowsAsked {
  const text = (name: string): unknown => (typeof query === 'object' && query !== null && Object.hasOwn(query, name) ? Reflect.get(query, name) : undefined);
  const after = text('after');
  return { view: ROW_VIEWS.find((view) => view === text('rows')) ?? 'all', after: typeof after === 'string' && /^\d{1,9}$/.test(after) ? Number(after) : 0 };
}
