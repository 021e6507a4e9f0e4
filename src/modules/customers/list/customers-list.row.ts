import { countryName } from '../../../kernel/reference/countries';
import type { TableColumn } from '../../../kernel/table/table';
import { formatDate, formatList, formatMoney } from '../../../kernel/views/formats';
import { hue } from '../../../kernel/views/helpers/hue';
import { initials } from '../../../kernel/views/helpers/initials';
import type { CustomerRow } from './customers-list.queries';
import type { ListReader } from './customers-list.reader';

/** What is the same in every row, looked up once a page. */
export interface RowWords {
  readonly company: string;
  readonly person: string;
  readonly active: string;
  readonly inactive: string;
  readonly toConfirm: string;
  /** What stands before and after the name in "Select …". */
  readonly select: readonly [before: string, after: string];
  /** The shown columns. */
  readonly show: Readonly<Record<string, true>>;
  /** Among them some that are not usual. */
  readonly more: boolean;
  readonly none: string;
}

const PLACE_OF_NAME = '\u0000';

export function rowWords({ words }: ListReader, columns: readonly TableColumn[]): RowWords {
  const [before, after] = words('common.list.select', { name: PLACE_OF_NAME }).split(PLACE_OF_NAME);
  return {
    company: words('customers.list.values.type.company'),
    person: words('customers.list.values.type.person'),
    active: words('customers.list.values.active.yes'),
    inactive: words('customers.list.values.active.no'),
    toConfirm: words('customers.list.values.unconfirmed.1'),
    select: [before, after],
    show: Object.fromEntries(columns.map(({ key }) => [key, true])),
    more: columns.some(({ usual }) => !usual),
    none: words('common.none'),
  };
}

/**
 * A row of the list with its words ready to show: a template that calls a helper for each cell costs more than the rest
 * of the page together (docs/performance.md).
 */
export function rowModel(row: CustomerRow, { language, locale, baseCurrency }: ListReader, words: RowWords) {
  const currency = row.currency ?? baseCurrency;
  const money = (amount: string) => (Number(amount) === 0 ? '' : formatMoney(locale, amount, currency));
  const company = row.type === 'company';
  const country = row.country ? countryName(row.country, language) : null;
  const place = [row.city, row.country].filter(Boolean).join(', ');
  const others = row.groups.slice(1);
  return {
    show: words.show,
    more: words.more,
    none: words.none,
    ...(words.more && { ...row, currency, countryName: country }),
    id: row.id,
    number: row.number,
    name: row.name,
    email: row.email,
    off: row.active ? '' : ' off',
    select: `${words.select[0]}${row.name}${words.select[1]}`,
    avatar: `h${hue(row.name)}${company ? ' sq' : ''}`,
    initials: initials(row.name),
    picture: row.pictureId ? `/admin/files/${row.pictureId}` : null,
    typeTone: company ? ' s-acc' : '',
    typeText: company ? words.company : words.person,
    ...statusOf(row, words),
    group: row.groups[0] ?? '',
    others: others.length > 0 ? `+${others.length}` : '',
    othersTitle: others.length > 0 ? formatList(locale, others) : '',
    contactName: row.contact?.name ?? '',
    contactPhone: row.contact?.phone ?? (row.contact ? '' : (row.phone ?? '')),
    place,
    placeTitle: country ? `${place} (${country})` : place,
    invoiced: money(row.invoiced),
    paid: money(row.paid),
    outstanding: money(row.outstanding),
    lastOn: row.lastTransactionOn ? formatDate(locale, 'UTC', 'date', new Date(row.lastTransactionOn)) : '',
  };
}

function statusOf(row: CustomerRow, words: RowWords): { dot: string; statusText: string } {
  if (row.unconfirmed) return { dot: 's-warn', statusText: words.toConfirm };
  return row.active ? { dot: 's-ok', statusText: words.active } : { dot: 'hollow', statusText: words.inactive };
}
