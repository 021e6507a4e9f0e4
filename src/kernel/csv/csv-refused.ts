/** What a table file can be refused for as a whole; each is a text `csv.refused.<reason>`. */
export type CsvRefusalReason =
  | 'empty'
  | 'header_only'
  | 'spreadsheet'
  | 'web_page'
  | 'not_text'
  | 'open_quote'
  | 'record_too_long'
  | 'too_many_columns';

/**
 * A whole file that cannot be read as a table (IMP-1). `sniffCsv` returns it, the reader throws it when
 * the trouble comes later in the file. `key` and `params` are a message for the page; `params.line` is the
 * line as a text editor counts, where there is one.
 */
export class CsvRefused extends Error {
  readonly key: string;

  constructor(
    readonly reason: CsvRefusalReason,
    readonly params: Record<string, string | number> = {},
  ) {
    super(`CSV refused: ${reason}${params['line'] === undefined ? '' : ` in line ${params['line']}`}`);
    this.key = `csv.refused.${reason}`;
  }
}
