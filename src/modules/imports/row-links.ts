import type { Links } from './import-plan';
import type { PlanContext } from './plan-context';
import { reason, RowRefused } from './row-refused';
import type { ReadRow } from './rules/read-row';

/** The groups and products a row names, with those chosen for the whole file. @throws RowRefused for a name that nothing has */
export function linksOf({ record, groups, products }: PlanContext, read: ReadRow): Links {
  const { options } = record;
  const groupIds = new Set(options.groupId ? [options.groupId] : []);
  const newGroups: string[] = [];
  for (const name of read.groups ?? []) {
    const id = groups.idOf(name);
    if (id !== null) groupIds.add(id);
    else if (options.createGroups && name.length <= 100) newGroups.push(name);
    else throw new RowRefused(reason('no_such_group', { value: name.slice(0, 60) }));
  }
  const productIds = new Set(options.productIds);
  for (const name of read.products ?? []) {
    const id = products.idOf(name);
    if (id === null) throw new RowRefused(reason('no_such_product', { value: name.slice(0, 60) }));
    productIds.add(id);
  }
  return { groupIds: [...groupIds], newGroups, productIds: [...productIds] };
}

/** A new customer that nobody put into a group is in the default one (GRP-2). */
export function withDefaultGroup({ defaultGroupId }: PlanContext, links: Links): Links {
  return defaultGroupId === null || links.groupIds.length + links.newGroups.length > 0 ? links : { ...links, groupIds: [defaultGroupId] };
}
