import { languageName, languages } from '../../../kernel/reference/languages';
import { filterChips, headings, pager, shownColumns, type Words } from '../../../kernel/table/list-view';
import { addressOf, FIRST, stateQuery, type ListState } from '../../../kernel/table/list-state';
import { withQuery } from '../../../kernel/views/address';
import { contactName } from '../contact-name';
import { CONTACT_KINDS } from '../customer-contact.entity';
import { LOGIN_STATES, loginState } from '../logins/login-state';
import type { ContactListPage, ListedContact } from './contacts-list.queries';
import { CONTACTS_TABLE } from './contacts.table';

export interface ListReader {
  readonly language: string;
  readonly words: Words;
  readonly figure: (value: number) => string;
  readonly now: Date;
  readonly mayExport: boolean;
}

const CHOICES: Readonly<Record<string, readonly string[]>> = { login: LOGIN_STATES, kind: CONTACT_KINDS, primary: ['yes', 'no'], customer: ['yes', 'no'], active: ['yes', 'no'] };
const RADIOS = new Set(['primary', 'customer', 'active']);

/** The model of `contacts/all`. */
export function listModel(reader: ListReader, state: ListState, page: ContactListPage) {
  const { words, figure, mayExport } = reader;
  const shown: ListState = { ...state, sort: page.sort };
  const columns = shownColumns(CONTACTS_TABLE, state.columns);
  const keys = new Set(columns.map(({ key }) => key));
  const total = page.total.capped ? words('common.list.atLeast', { figure: figure(page.total.count) }) : figure(page.total.count);
  const open = (sort: string) => page.sortsAll || CONTACTS_TABLE.sorts[sort].scan !== null;
  const say = (name: string, value: string) => words('contacts.all.chip', { label: words(CONTACTS_TABLE.filters[name].label), value: nameOf(reader, name, value) });
  return {
    total,
    tools: {
      q: state.q,
      hidden: [...(state.sort ? [{ name: 'sort', value: state.sort.key }, { name: 'dir', value: state.sort.dir }] : [])],
      filters: Object.keys(CONTACTS_TABLE.filters).map((name) => filterMenu(reader, state, name)),
      active: Object.values(state.filters).flat().length,
      columns: CONTACTS_TABLE.columns.filter(({ always }) => !always).map(({ key, label }) => ({ key, label: words(label), shown: keys.has(key) })),
    },
    chips: filterChips(CONTACTS_TABLE, shown, say),
    clear: addressOf(CONTACTS_TABLE, { ...shown, filters: {} }),
    headings: headings(CONTACTS_TABLE, shown, columns, open, words),
    show: Object.fromEntries(columns.map(({ key }) => [key, true])),
    rows: page.rows.map((row) => rowModel(row, reader)),
    pager: pager(CONTACTS_TABLE, shown, page, { words: total, count: page.total.capped ? null : page.total.count }, figure),
    narrowed: state.q !== '' || Object.keys(state.filters).length > 0,
    export: mayExport ? withQuery('/admin/contacts.csv', stateQuery({ ...shown, place: FIRST, columns: null })) : null,
  };
}

function filterMenu(reader: ListReader, state: ListState, name: string) {
  const chosen = new Set(state.filters[name] ?? []);
  const values = CHOICES[name] ?? languages(reader.language).map(({ code }) => code);
  return {
    name,
    label: reader.words(CONTACTS_TABLE.filters[name].label),
    inputType: RADIOS.has(name) ? 'radio' : 'checkbox',
    active: chosen.size,
    options: values.map((value) => ({ value, label: nameOf(reader, name, value), checked: chosen.has(value) })),
  };
}

function nameOf({ words, language }: ListReader, name: string, value: string): string {
  if (name === 'language') return languageName(value, language);
  if (name === 'kind') return words(`contacts.kinds.${value}`);
  return name === 'login' ? words(`contacts.all.login.${value}`) : words(`contacts.all.${value}`);
}

function rowModel(row: ListedContact, { now, language }: ListReader) {
  const [first, ...others] = row.links;
  return {
    id: row.id, name: contactName(row), email: row.email, phone: row.phone, active: row.active, createdAt: row.createdAt,
    picture: row.pictureId === null ? null : `/admin/files/${row.pictureId}`,
    language: row.language === null ? null : languageName(row.language, language),
    login: loginState(row, now),
    customer: first ? { name: first.customerName, href: `/admin/customers/${first.customerId}` } : null,
    position: first?.position ?? null, primary: row.links.some(({ primary }) => primary),
    kind: { key: `contacts.kinds.${row.links.some(({ kind }) => kind === 'admin') ? 'admin' : 'normal'}` },
    others: others.length, otherNames: others.map(({ customerName }) => customerName),
    edit: first ? `/admin/customers/${first.customerId}/contacts/${first.linkId}/edit` : null,
  };
}
