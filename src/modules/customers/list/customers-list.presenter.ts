import type { StaffActor } from '../../../kernel/access/actor';
import { searchPlan } from '../../../kernel/search/search.plan';
import { filterChips, headings, pager, shownColumns, sortLinks, type Words } from '../../../kernel/table/list-view';
import { addressOf, stateQuery, withFilter, FIRST, type ListState } from '../../../kernel/table/list-state';
import { withQuery } from '../../../kernel/views/address';
import { bulkButtons } from '../bulk/bulk.presenter';
import { filterMenus, saysFilter } from './customer-filters.presenter';
import type { ListFurniture } from './customer-filters.queries';
import type { CustomerListPage } from './customers-list.queries';
import type { ListReader } from './customers-list.reader';
import { rowModel, rowWords } from './customers-list.row';
import { CUSTOMERS_TABLE } from './customers.table';

/** The model of `customers/list`. */
export function listModel(reader: ListReader, state: ListState, furniture: ListFurniture, page: CustomerListPage) {
  const { actor, words, figure } = reader;
  const shown: ListState = { ...state, sort: page.sort };
  const columns = shownColumns(CUSTOMERS_TABLE, state.columns ?? furniture.columns);
  const keys = new Set(columns.map(({ key }) => key));
  const narrowed = state.q !== '' || Object.keys(state.filters).length > 0;
  const total = page.total.capped ? words('common.list.atLeast', { figure: figure(page.total.count) }) : figure(page.total.count);
  const open = (sort: string) => page.sortsAll || CUSTOMERS_TABLE.sorts[sort].scan !== null;
  const same = rowWords(reader, columns);
  const heads = headings(CUSTOMERS_TABLE, shown, columns, open, words);
  const say = (name: string, value: string) => saysFilter(reader, furniture, name, value);
  return {
    title: titleOf(state, words),
    current: currentOf(state),
    total,
    search: state.q,
    tooShort: state.q !== '' && searchPlan(state.q) === null,
    tabs: tabs(state, furniture, words),
    editView: editViewOf(state, furniture, actor),
    saveView: withQuery('/admin/customers/views/new', stateQuery({ ...shown, place: FIRST, view: null })),
    tools: {
      sorts: sortLinks(heads),
      search: state.q,
      hidden: hiddenFields(shown),
      filters: filterMenus(reader, state, furniture),
      active: Object.values(state.filters).flat().length,
      columns: CUSTOMERS_TABLE.columns.filter(({ usual, always }) => usual && !always).map(({ key, label }) => ({ key, label: words(label), shown: keys.has(key) })),
      moreColumns: CUSTOMERS_TABLE.columns.filter(({ usual }) => !usual).map(({ key, label }) => ({ key, label: words(label), shown: keys.has(key) })),
      here: withQuery('', stateQuery({ ...shown, place: FIRST, columns: null })).slice(1),
    },
    chips: filterChips(CUSTOMERS_TABLE, shown, say),
    clear: addressOf(CUSTOMERS_TABLE, { ...shown, filters: {}, view: null }),
    headings: heads,
    caption: words('customers.list.caption'),
    rows: page.rows.map((row) => rowModel(row, reader, same)),
    bulk: { actions: bulkButtons(actor, words), all: page.rows.length < page.total.count || page.total.capped ? { href: withQuery('/admin/customers/bulk/new', stateQuery({ ...shown, place: FIRST })), label: words('customers.bulk.selectAll', { total }) } : null },
    pager: pager(CUSTOMERS_TABLE, shown, page, { words: total, count: page.total.capped ? null : page.total.count }, figure),
    narrowed,
    asked: [...(state.q ? [words('customers.list.quoted', { text: state.q })] : []), ...Object.entries(state.filters).flatMap(([name, values]) => values.map((value) => say(name, value)))].join(', '),
    unsearched: addressOf(CUSTOMERS_TABLE, { ...shown, q: '' }),
    everything: CUSTOMERS_TABLE.path,
    export: withQuery('/admin/customers/export', stateQuery({ ...shown, place: FIRST })),
    ...headOf(actor),
  };
}

/** What stands beside the heading: phones have import and export in the menu, which wider screens need for the rest alone. */
function headOf(actor: StaffActor) {
  const may = { create: actor.may('customers.create'), import: actor.may('customers.import'), export: actor.may('customers.export'), groups: actor.may('groups.view'), trash: actor.may('customers.delete') };
  const wide = may.groups || may.trash;
  return { may, menu: wide || may.import || may.export ? { class: wide ? '' : 'only-s' } : null };
}

function titleOf(state: ListState, words: Words): string {
  const type = state.filters.type?.length === 1 ? state.filters.type[0] : 'all';
  return words(`customers.list.title.${type}`);
}

function currentOf(state: ListState): string {
  const only = Object.keys(state.filters).length === 1 && state.filters.type?.length === 1 ? state.filters.type[0] : null;
  return only ? `customers-${only}` : 'customers';
}

function tabs(state: ListState, { views }: ListFurniture, words: Words) {
  const mine = state.filters.mine !== undefined && Object.keys(state.filters).length === 1 && state.view === null;
  return [
    { label: words('customers.list.all'), href: CUSTOMERS_TABLE.path, current: state.view === null && !mine },
    { label: words('customers.list.mine'), href: addressOf(CUSTOMERS_TABLE, withFilter({ q: '', filters: {}, sort: null, place: FIRST, columns: null, view: null }, 'mine', ['1'])), current: mine },
    ...views.map(({ id, name, query }) => ({ label: name, href: `${CUSTOMERS_TABLE.path}?${new URLSearchParams([...new URLSearchParams(query), ['view', id]]).toString()}`, current: state.view === id })),
  ];
}

/** Where the shown view is renamed or deleted, by whoever may. */
function editViewOf({ view }: ListState, { views }: ListFurniture, actor: StaffActor): string | null {
  const shown = views.find(({ id }) => id === view);
  return shown && (shown.mine || (shown.shared && actor.administrator)) ? `/admin/customers/views/${shown.id}/edit` : null;
}

/** What the search form carries along besides its own fields. */
function hiddenFields(state: ListState): { name: string; value: string }[] {
  return [
    ...(state.sort ? [{ name: 'sort', value: state.sort.key }, { name: 'dir', value: state.sort.dir }] : []),
    ...(state.columns ?? []).map((value) => ({ name: 'cols', value })),
    ...(state.view ? [{ name: 'view', value: state.view }] : []),
  ];
}

