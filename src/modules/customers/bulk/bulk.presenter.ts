import type { StaffActor } from '../../../kernel/access/actor';
import type { Words } from '../../../kernel/table/list-view';
import { BULK_ACTIONS, mayStart, type BulkRecord } from './bulk-action';
import type { BulkQueries } from './bulk.queries';

const LOOK = {
  group: { icon: 'tag' },
  activate: { icon: 'toggle-left' },
  deactivate: { icon: 'toggle-left' },
  admin: { icon: 'user-check' },
  export: { icon: 'download' },
  delete: { icon: 'trash' },
} as const;

/** The buttons of the bar under the list; what one may not do is absent. */
export function bulkButtons(actor: StaffActor, words: Words) {
  return BULK_ACTIONS.filter((action) => mayStart(actor, action)).map((action) => ({
    key: action,
    label: words(`customers.bulk.actions.${action}`),
    ...LOOK[action],
    bad: action === 'delete',
  }));
}

export type Listed = Awaited<ReturnType<BulkQueries['customers']>>;

/** The preview, the progress and the result are one page: what it shows depends on the state. */
export function bulkModel(action: BulkRecord, listed: Listed, options: readonly { value: string; label: string }[], form: object) {
  const { id, state, total, done, refused } = action;
  return {
    id,
    action: action.action,
    bad: action.action === 'delete',
    heading: { key: `customers.bulk.titles.${action.action}`, params: { count: total } },
    submit: { key: `customers.bulk.submits.${action.action}`, params: { count: total } },
    result: { key: `customers.bulk.results.${action.action}`, params: { count: done } },
    chosen: state === 'chosen',
    running: state === 'waiting' || state === 'running',
    refresh: state === 'waiting' || state === 'running' ? 2 : null,
    stopped: state === 'stopped',
    total,
    progress: done + refused,
    done,
    refused,
    listed: listed.map(({ id: customer, name, refusal }) => ({ id: customer, name, reason: refusal?.reason ?? null, links: refusal?.links ?? [] })),
    moreListed: (state === 'chosen' ? total : refused) - listed.length,
    options,
    form,
  };
}
