import type { StaffActor } from '../../kernel/access/actor';
import { withQuery } from '../../kernel/views/address';
import type { Choice, FormShown } from '../../kernel/views/form';
import type { DeletionFacts } from './group-deletion.service';
import type { MemberCount } from './group-members.queries';
import type { Group } from './group.entity';
import { GROUPS_PAGE, type GroupRow } from './groups.queries';

export interface GroupListRequest {
  readonly q: string;
  readonly page: number;
}

/** The form that failed: of a new group (`id` null) or of the one that is renamed. */
export interface FailedForm {
  readonly id: string | null;
  readonly form: FormShown;
}

const EMPTY: FormShown = { values: { name: '' } };

/** Reads the address of the list. */
export function readGroupList(query: unknown): GroupListRequest {
  const { q, page }: { q?: unknown; page?: unknown } = Object(query);
  return {
    q: typeof q === 'string' ? q.trim().slice(0, 100) : '',
    page: typeof page === 'string' && /^[1-9]\d{0,5}$/.test(page) ? Number(page) : 1,
  };
}

/** What `views/groups/list.hbs` shows. */
export function listPage(actor: StaffActor, { q, page }: GroupListRequest, found: { rows: readonly GroupRow[]; total: number }, defaultId: string | null, failed: FailedForm | null) {
  const at = (number: number) => withQuery('/admin/groups', { q, page: number === 1 ? null : number });
  return {
    q,
    total: found.total,
    can: { create: actor.may('groups.create'), edit: actor.may('groups.edit'), delete: actor.may('groups.delete') },
    form: failed?.form ?? EMPTY,
    addForm: failed && failed.id === null ? failed.form : EMPTY,
    rows: found.rows.map((row) => ({
      id: row.id,
      name: row.name,
      fieldId: `name-${row.id}`,
      version: row.version,
      movingTo: row.movingTo ?? '',
      isDefault: row.id === defaultId,
      customers: counted(row),
      href: actor.may('customers.own') ? withQuery('/admin/customers', { group: row.id }) : null,
      failed: failed?.id === row.id,
      form: failed?.id === row.id ? failed.form : { values: { name: row.name } },
    })),
    pager: {
      from: Math.min(found.total, (page - 1) * GROUPS_PAGE + 1),
      to: Math.min(found.total, page * GROUPS_PAGE),
      total: found.total,
      previous: page > 1 ? at(page - 1) : undefined,
      next: page * GROUPS_PAGE < found.total ? at(page + 1) : undefined,
    },
  };
}

/** What `views/groups/delete.hbs` shows. */
export function deletePage({ id, name }: Group, facts: DeletionFacts, members: MemberCount, others: readonly Choice[], form: FormShown) {
  return { id, name, ...facts, needsTarget: facts.used || facts.isDefault, customers: counted(members), others, form };
}

function counted({ count, more }: MemberCount) {
  return { count, more };
}
