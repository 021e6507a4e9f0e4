import { unguard } from '../../../kernel/csv/csv-writer';
import { emailKey } from '../../../kernel/text/email-key';
import { longerThan, oneLine, severalLines } from './cell-rules';
import { MAX_LENGTH, type ImportField } from './import-fields';
import type { RowContext, RowReason } from './read-row';

const NAMES: ReadonlySet<ImportField> = new Set<ImportField>(['name', 'company_name', 'first_name', 'middle_name', 'last_name', 'contact_name', 'contact_first_name', 'contact_last_name']);
const LINES: ReadonlySet<ImportField> = new Set<ImportField>(['street', 'street_2', 'billing_street', 'note']);

export type Texts = Partial<Record<ImportField, string>>;

/** The cells of rows as clean texts, and why some of them are refused. */
export class RowCells {
  /** Fields the file has a column for. */
  protected readonly has: ReadonlySet<ImportField>;
  protected reasons: RowReason[] = [];
  private readonly columns: { at: number; field: ImportField; max: number; lines: boolean; nulls: boolean }[];

  constructor(protected readonly context: RowContext) {
    this.columns = context.mapping.flatMap((field, at) =>
      field === null ? [] : [{ at, field, max: MAX_LENGTH[field] ?? 1000, lines: LINES.has(field), nulls: context.nullIsEmpty !== false && !NAMES.has(field) }],
    );
    this.has = new Set(this.columns.map((c) => c.field));
  }

  /** Cleans the mapped cells; empty ones are left out. */
  protected texts(cells: readonly string[]): Texts {
    this.reasons = [];
    const texts: Texts = {};
    for (const { at, field, max, lines, nulls } of this.columns) {
      const cell = cells[at];
      if (cell === undefined || cell === '') continue;
      const bare = unguard(cell);
      const text = lines ? severalLines(bare) : oneLine(bare);
      if (text === '' || (nulls && (text === 'NULL' || text === '\\N'))) continue;
      if (longerThan(text, max)) {
        this.refuse(field, 'too_long', { max });
        continue;
      }
      if (this.context.damaged && text.includes('\ufffd')) {
        this.refuse(field, 'damaged', { value: short(text) });
        continue;
      }
      texts[field] = text;
    }
    return texts;
  }

  protected checked<T>(texts: Texts, field: ImportField, understand: (text: string) => T | undefined, reason: string): T | null {
    const text = texts[field];
    if (text === undefined) return null;
    const value = understand(text);
    if (value !== undefined) return value;
    this.refuse(field, reason, { value: short(text) });
    return null;
  }

  protected email(texts: Texts, field: 'email' | 'contact_email'): string | null {
    const text = texts[field];
    if (text === undefined || emailKey(text) !== null) return text ?? null;
    const foreign = /[^\0-\x7f]/.test(text.split('@', 1)[0] as string);
    this.refuse(field, foreign ? 'email_letters' : 'email', { value: short(text) });
    return null;
  }

  protected refuse(field: ImportField, reason: string, params: Record<string, string | number>): void {
    const at = this.context.mapping.indexOf(field);
    const column = this.context.header[at] ?? field;
    this.reasons.push({ field, message: { key: `import_reasons.${reason}`, params: { column: short(column), ...params } } });
  }
}

/** Enough of a cell to recognise it in a sentence. */
export function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59).toWellFormed()}…` : text;
}
