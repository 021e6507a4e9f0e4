import { CONTACT_PERMISSIONS } from '../../kernel/access/contact-permissions';
import type { StaffActor } from '../../kernel/access/actor';
import type { Message } from '../../kernel/i18n/message';
import { countries } from '../../kernel/reference/countries';
import { formatNumber } from '../../kernel/views/formats';
import type { Choice, FormShown } from '../../kernel/views/form';
import { rowsOf, type Counts, type Import, type ImportState, type Verdict } from './import';
import { countryQuestions } from './import.form';
import type { ImportedRow } from './imports.queries';
import { IMPORT_FIELDS } from './rules/import-fields';
import { recogniseHeaders } from './rules/header-recognition';

/** Which rows a page lists. */
export const ROW_VIEWS = ['bad', 'duplicates', 'all'] as const;
export type RowView = (typeof ROW_VIEWS)[number];
export const VERDICTS_OF: Readonly<Record<RowView, readonly Verdict[]>> = {
  bad: ['refused'], duplicates: ['duplicate'], all: ['created', 'updated', 'unchanged', 'contact', 'duplicate', 'refused'],
};
export const ROWS_SHOWN = 50;

const TONES: Readonly<Record<Verdict, string>> = { created: 'ok', updated: 'info', contact: 'info', unchanged: '', duplicate: 'warn', refused: 'bad' };
const ICONS: Readonly<Record<Verdict, { icon: string }>> = {
  created: { icon: 'plus' }, updated: { icon: 'refresh' }, contact: { icon: 'user-plus' }, unchanged: { icon: 'check' }, duplicate: { icon: 'copy' }, refused: { icon: 'x' },
};
const STATES: Readonly<Record<ImportState, string>> = { mapping: 'warn', checking: 'info', checked: 'warn', importing: 'info', done: 'ok', refused: 'bad', failed: 'bad' };
const DELIMITERS: Readonly<Record<string, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' };
const ENCODINGS: Readonly<Record<string, string>> = { 'utf-8': 'UTF-8', 'utf-16le': 'UTF-16', 'utf-16be': 'UTF-16', 'windows-1252': 'Windows-1252' };

/** A line of the list of imports. */
export function importLine(record: Import) {
  const { counts } = record;
  return {
    id: record.id, fileName: record.fileName, by: record.staffName ?? '', at: record.startedAt ?? record.createdAt,
    state: `imports.states.${record.state}`, tone: STATES[record.state],
    done: record.state === 'done' || record.state === 'importing' || record.state === 'failed',
    created: counts.created, updated: counts.updated, left: counts.refused + counts.duplicate,
  };
}

/** Head of every page of one import. @param step 1 file, 2 columns and check, 3 import, 4 report */
export function importHead(record: Import, step: 1 | 2 | 3 | 4) {
  const steps = ['file', 'check', 'import', 'report'].map((name, at) => ({ label: `imports.steps.${name}`, current: at + 1 === step }));
  return { id: record.id, fileName: record.fileName, path: `/admin/imports/${record.id}`, steps };
}

export function figures(counts: Counts) {
  return { total: rowsOf(counts), ...counts };
}

/** How far the work is. @returns a sentence with the seconds left where they can be told. */
export function progress(record: Import, now: Date, locale: string) {
  const done = rowsOf(record.counts);
  const seconds = record.startedAt ? (now.getTime() - record.startedAt.getTime()) / 1000 : 0;
  const figure = (value: number) => formatNumber(locale, value);
  const text: Message = record.total === null ? { key: 'imports.progress.rows', params: { done: figure(done) } }
    : done === 0 || seconds < 2 ? { key: 'imports.progress.of', params: { done: figure(done), total: figure(record.total) } }
    : { key: 'imports.progress.left', params: { done: figure(done), total: figure(record.total), seconds: figure(Math.max(1, Math.round(((record.total - done) * seconds) / done))) } };
  // Of a first pass nobody knows how many rows there are: what has been read of the file says how far it is.
  return { source: `/admin/imports/${record.id}`, text, max: record.total ?? Math.max(done * 2, 1), value: done, running: record.state === 'checking' || record.state === 'importing' };
}

/** The rows of a pass, with links to see others of them. */
export function rowList(record: Import, counts: Counts, view: RowView, rows: readonly ImportedRow[]) {
  const address = (name: RowView) => ({ current: name === view, href: `/admin/imports/${record.id}?rows=${name}` });
  const shown = rows.slice(0, ROWS_SHOWN).map((row) => ({
    line: row.line, verdict: `imports.verdicts.${row.verdict}`, tone: TONES[row.verdict], ...ICONS[row.verdict], name: row.name ?? '', city: row.city ?? '',
    customer: row.customerId && row.name && row.verdict !== 'duplicate' && row.verdict !== 'refused' ? `/admin/customers/${row.customerId}` : '',
    reasons: row.reasons.map((reason) => ({ text: reason, link: reason.href ?? '' })),
  }));
  const last = shown.at(-1);
  return {
    views: [
      { ...address('all'), label: 'imports.rows.all', count: '' },
      { ...address('bad'), label: 'imports.rows.bad', count: counts.refused },
      { ...address('duplicates'), label: 'imports.rows.duplicates', count: counts.duplicate },
    ],
    rows: shown,
    next: rows.length > ROWS_SHOWN && last ? `/admin/imports/${record.id}?rows=${view}&after=${last.line}` : '',
    download: counts.refused + counts.duplicate > 0 ? `/admin/imports/${record.id}/rejected.csv` : '',
  };
}

interface MappingExtras {
  readonly actor: StaffActor;
  readonly language: string;
  readonly fieldLabel: (field: string) => string;
  readonly word: (key: string) => string;
  readonly groups: readonly Choice[];
  readonly products: readonly Choice[];
  readonly sameFile: Import | null;
  readonly errors?: FormShown['errors'];
}

/** The page on which columns are given their fields. */
export function mappingPage(record: Import, extras: MappingExtras) {
  const { shape, mapping, options } = record;
  const guesses = recogniseHeaders(shape.header);
  const fields = IMPORT_FIELDS.map((field) => ({ value: field, label: extras.fieldLabel(field) }));
  const questions = countryQuestions(record);
  const places = [{ value: '-', label: extras.word('imports.countries.empty') }, ...countries(extras.language).map(({ code, name }) => ({ value: code, label: name }))];
  const columns = shape.header.map((name, at) => ({
    name, first: shape.first[at] ?? '', at, field: `map${at}`,
    check: mapping[at] !== null && guesses[at].field === mapping[at] && !guesses[at].sure,
    options: fields.map(({ value, label }) => ({ value, label, selected: mapping[at] === value })),
  }));
  const mayCreate = extras.actor.may('customers.create');
  return {
    columns,
    recognised: mapping.filter((field) => field !== null).length,
    delimiter: `imports.delimiters.${DELIMITERS[shape.delimiter] ?? 'other'}`,
    encoding: ENCODINGS[shape.encoding],
    damaged: shape.damaged,
    headerLine: shape.headerLine,
    questions: questions.map(({ cell, rows }, at) => ({ cell, rows, field: `country${at}` })),
    places,
    modes: (['create', 'update', 'both'] as const).filter((mode) => mode === 'update' || mayCreate).map((value) => ({ value, label: extras.word(`imports.modes.${value}`) })),
    keys: (['number', 'email', 'vat_number'] as const).map((value) => ({ value, label: extras.word(`imports.keys.${value}`) })),
    types: (['auto', 'company', 'person'] as const).map((value) => ({ value, label: extras.word(`imports.types.${value}`) })),
    groups: extras.groups,
    products: extras.products,
    permissions: CONTACT_PERMISSIONS.map((permission) => ({ value: permission, label: extras.word(`permissions.may.${permission}`) })),
    mayCreateGroups: extras.actor.may('groups.create'),
    sameFile: extras.sameFile && { id: extras.sameFile.id, at: extras.sameFile.startedAt ?? extras.sameFile.createdAt, by: extras.sameFile.staffName ?? 'Clientele' },
    form: {
      values: { ...options, groupId: options.groupId ?? '', ...Object.fromEntries(questions.map(({ answer }, at) => [`country${at}`, answer])) },
      errors: extras.errors,
    } satisfies FormShown,
  };
}
