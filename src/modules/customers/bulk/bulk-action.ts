import type { StaffActor } from '../../../kernel/access/actor';
import type { Message } from '../../../kernel/i18n/message';
import type { CustomerAbilities } from '../customer.policy';

/** What can be done with many customers at once (CUS-26). */
export const BULK_ACTIONS = ['group', 'activate', 'deactivate', 'admin', 'export', 'delete'] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** chosen: previewed, nothing done · waiting, running: the job's · done · stopped: its starter may not any more. */
export type BulkState = 'chosen' | 'waiting' | 'running' | 'done' | 'stopped';

/** Above this it runs as a job with progress. */
export const AT_ONCE = 1_000;

export interface BulkRecord {
  readonly id: string;
  readonly staffId: string;
  readonly action: BulkAction;
  /** `groupId`, `staffId`: what was chosen on the preview. */
  readonly params: Readonly<Record<string, string>>;
  readonly state: BulkState;
  readonly total: number;
  readonly done: number;
  readonly refused: number;
}

export interface BulkRefusal {
  readonly reason: Message;
  readonly links: readonly { readonly label: string; readonly href: string }[];
}

/** The right over each customer that an action asks for; null: seeing it is enough. */
export const NEEDS: Readonly<Record<BulkAction, keyof CustomerAbilities | null>> = {
  group: 'edit',
  activate: 'edit',
  deactivate: 'edit',
  admin: 'manageAdmins',
  export: null,
  delete: 'delete',
};

/** Whether `actor` is offered the action at all; each customer is asked again when it is done. */
export function mayStart(actor: Pick<StaffActor, 'may'>, action: BulkAction): boolean {
  if (action === 'export') return actor.may('customers.export');
  if (action === 'delete') return actor.may('customers.view') && actor.may('customers.delete');
  if (action === 'admin') return actor.may('customers.view') && actor.may('customers.edit');
  return true;
}

export function isBulkAction(text: unknown): text is BulkAction {
  return BULK_ACTIONS.some((action) => action === text);
}
