import { countryName } from '../../../kernel/reference/countries';
import type { ListState } from '../../../kernel/table/list-state';
import type { ListFurniture, Option } from './customer-filters.queries';
import type { ListReader } from './customers-list.reader';
import { CUSTOMERS_TABLE } from './customers.table';

interface Entry {
  readonly value: string;
  readonly label: string;
}

/** The menus above the list, as `customers/list/filter` shows them. */
export function filterMenus(reader: ListReader, state: ListState, furniture: ListFurniture) {
  const { words, language } = reader;
  const say = (name: string) => (value: string): Entry => ({ value, label: words(`customers.list.values.${name}.${value}`) });
  const countries = [...new Set([...furniture.countries, ...(state.filters.country ?? [])])]
    .map((code) => ({ value: code, label: countryName(code, language) }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
  const choice = (name: string, entries: readonly Entry[], title: string | null = null) => choices(state, name, entries, title);
  const label = (name: string) => words(CUSTOMERS_TABLE.filters[name].label);
  const menu = (key: string, title: string, sections: readonly Section[]) => ({
    key,
    label: title,
    sections: sections.filter(({ options, input }) => options.length > 0 || input !== null),
    active: sections.reduce((sum, { name }) => sum + (state.filters[name]?.length ?? 0), 0),
  });
  return [
    menu('type', label('type'), [choice('type', ['company', 'person'].map(say('type')))]),
    menu('group', label('group'), [choice('group', entriesOf(furniture.groups))]),
    menu('country', label('country'), [choice('country', countries)]),
    menu('active', label('active'), [choice('active', ['yes', 'no'].map(say('active'))), choice('unconfirmed', ['1'].map(say('unconfirmed')))]),
    menu('more', words('common.more'), [
      choice('mine', ['1'].map(say('mine'))),
      choice('outstanding', ['1'].map(say('outstanding'))),
      typed(state, 'state', label('state')),
      typed(state, 'city', label('city')),
      choice('product', entriesOf(furniture.products), label('product')),
      choice('manager', entriesOf(furniture.staff), label('manager')),
      choice('admin', entriesOf(furniture.staff), label('admin')),
    ]),
  ].filter(({ sections }) => sections.length > 0);
}

/** "Country: Germany", for a chip. */
export function saysFilter({ words, language }: ListReader, furniture: ListFurniture, name: string, value: string): string {
  const named: Readonly<Record<string, readonly Option[]>> = { group: furniture.groups, product: furniture.products, manager: furniture.staff, admin: furniture.staff };
  const label = words(CUSTOMERS_TABLE.filters[name].label);
  if (['mine', 'outstanding', 'unconfirmed'].includes(name)) return words(`customers.list.values.${name}.1`);
  if (name === 'type' || name === 'active') return words('customers.list.chip', { label, value: words(`customers.list.values.${name}.${value}`) });
  if (name === 'country') return words('customers.list.chip', { label, value: countryName(value, language) });
  const found = named[name]?.find(({ id }) => id === value);
  return words('customers.list.chip', { label, value: found?.name ?? (named[name] ? words('customers.list.unknown') : value) });
}

interface Section {
  readonly name: string;
  readonly title: string | null;
  readonly options: readonly { id: string; value: string; label: string; checked: boolean }[];
  readonly input: { readonly id: string; readonly label: string; readonly value: string } | null;
}

function choices(state: ListState, name: string, entries: readonly Entry[], title: string | null): Section {
  const chosen = new Set(state.filters[name] ?? []);
  return { name, title, input: null, options: entries.map(({ value, label }) => ({ id: `f-${name}-${value}`, value, label, checked: chosen.has(value) })) };
}

function typed(state: ListState, name: string, label: string): Section {
  return { name, title: null, options: [], input: { id: `f-${name}`, label, value: state.filters[name]?.[0] ?? '' } };
}

function entriesOf(options: readonly Option[]): Entry[] {
  return options.map(({ id, name }) => ({ value: id, label: name }));
}
