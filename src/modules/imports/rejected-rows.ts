import { Injectable } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { csvStream, unguard } from '../../kernel/csv/csv-writer';
import { Texts } from '../../kernel/i18n/texts';
import { SettingsStore } from '../settings/settings.store';
import { phaseOf, type Import } from './import';
import { ImportsQueries } from './imports.queries';

/** The rows that did not come in as a file that can be put right and uploaded again (IMP-4). */
@Injectable()
export class RejectedRows {
  constructor(
    private readonly imports: ImportsQueries,
    private readonly texts: Texts,
    private readonly settings: SettingsStore,
  ) {}

  /** The reasons come first: a row that has too many cells keeps all of them behind its own columns. */
  file(actor: StaffActor, record: Import): AsyncGenerator<string> {
    const { code } = this.texts.language(actor.language ?? this.settings.all().language);
    const { imports, texts } = this;
    async function* rows() {
      for await (const batch of imports.rejected(record.id, phaseOf(record.state))) {
        // The writer guards formulas again, so the cells are taken as an import reads them.
        yield batch.map(({ line, cells, reasons }) => [`${line}: ${reasons.map((reason) => texts.message(code, reason)).join(' ')}`, ...cells.map(unguard)]);
      }
    }
    return csvStream([texts.t(code, 'imports.rejected.column'), ...record.shape.header], rows(), record.shape.delimiter);
  }
}
