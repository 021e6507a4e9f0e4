import type { StaffActor } from '../../kernel/access/actor';

/** A piece of SQL and what goes into its places. */
export interface SqlPart {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/**
 * Which customers `actor` may see, as a condition on the customers table named `alias` (CUS-24): all with the right to
 * view, else those it is customer admin of. What lies in the trash is for nobody.
 */
export function visibleCustomers(actor: StaffActor, alias = 'c'): SqlPart {
  if (actor.may('customers.view')) return { sql: `${alias}.deleted_at IS NULL`, params: [] };
  return {
    sql: `${alias}.deleted_at IS NULL AND EXISTS (SELECT 1 FROM customer_admins va WHERE va.staff_id = ? AND va.customer_id = ${alias}.id)`,
    params: [actor.id],
  };
}

/** What the abilities are judged by: facts of the row that its page has at hand. */
export interface CustomerFacts {
  /** The actor is customer admin of it. */
  readonly mine: boolean;
}

export interface CustomerAbilities {
  readonly edit: boolean;
  readonly delete: boolean;
  readonly manageContacts: boolean;
  readonly manageAdmins: boolean;
  /** Log in as client (ARE-6). */
  readonly impersonate: boolean;
}

/** What `actor` may do with a customer it sees; buttons and services ask the same (CUS-24). */
export function customerAbilities(actor: Pick<StaffActor, 'may'>, customer: CustomerFacts): CustomerAbilities {
  const edit = customer.mine || (actor.may('customers.view') && actor.may('customers.edit'));
  return {
    edit,
    manageContacts: edit,
    delete: actor.may('customers.view') && actor.may('customers.delete'),
    manageAdmins: actor.may('customers.view') && actor.may('customers.edit'),
    impersonate: actor.may('customers.impersonate'),
  };
}

/** The trash holds customers of everybody, so it is for those who may delete any of them (CUS-20). */
export function mayUseTrash(actor: StaffActor): boolean {
  return actor.may('customers.view') && actor.may('customers.delete');
}
