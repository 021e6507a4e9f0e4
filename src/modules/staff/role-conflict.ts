import { isRolePermission, ROLE_PERMISSIONS } from '../../kernel/access/permissions';
import type { Typed } from '../../kernel/forms/read-form';
import { threeWay } from '../../kernel/forms/three-way';
import type { RoleRow } from './roles.queries';
import { permissionLabel } from './role.presenter';

type RoleTexts = Readonly<Record<string, string>>;

/** What the form of a role begins with; `read` comes back with it and tells what was ticked from what stood there. */
export function openedRole({ name, permissions, version }: Pick<RoleRow, 'name' | 'permissions' | 'version'>) {
  return { name, permissions: [...permissions], version: String(version), read: JSON.stringify([name, ...permissions]) };
}

/**
 * The form shown again when somebody else saved the role since it was opened: own ticks kept, everything else as it is by
 * now, with what others changed (F15). Each permission is a field of its own.
 */
export function roleConflict(row: RoleRow, typed: Typed) {
  const own = textsOf([String(typed.name ?? ''), ...[typed.permissions ?? []].flat().map(String)]);
  const { merged, theirs } = threeWay(readTexts(typed.read) ?? own, own, textsOf([row.name, ...row.permissions]));
  const values = { ...openedRole(row), name: merged.name, permissions: ROLE_PERMISSIONS.filter((permission) => merged[permission]) };
  return {
    values,
    conflict: {
      name: theirs.filter(({ name }) => name === 'name').map(({ before, now }) => ({ before: before ?? '', now })),
      permissions: theirs.flatMap(({ name, now }) => (isRolePermission(name) ? [{ ...permissionLabel(name), before: answer(!now), now: answer(Boolean(now)) }] : [])),
    },
  };
}

function answer(yes: boolean): string {
  return yes ? 'staff.conflict.yes' : 'staff.conflict.no';
}

function textsOf([name, ...ticked]: readonly string[]): RoleTexts {
  return { name, ...Object.fromEntries(ROLE_PERMISSIONS.map((permission) => [permission, ticked.includes(permission) ? '1' : ''])) };
}

function readTexts(text: Typed[string] | undefined): RoleTexts | null {
  try {
    const read: unknown = JSON.parse(String(text));
    return Array.isArray(read) && read.length > 0 && read.every((one) => typeof one === 'string') ? textsOf(read) : null;
  } catch {
    return null;
  }
}
