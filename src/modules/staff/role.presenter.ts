import { PERMISSION_CATALOGUE, type PermissionArea, type RolePermission } from '../../kernel/access/permissions';
import type { RoleRow } from './roles.queries';

const AREAS = Object.keys(PERMISSION_CATALOGUE) as PermissionArea[];
const VERBS = [...new Set(AREAS.flatMap((area): readonly string[] => PERMISSION_CATALOGUE[area]))];

/** The catalogue as rows of areas and columns of verbs; a cell without a permission is empty. */
export function permissionMatrix(ticked: readonly string[]) {
  const cell = (area: PermissionArea, verb: string) => {
    const known = (PERMISSION_CATALOGUE[area] as readonly string[]).includes(verb);
    const value = `${area}.${verb}`;
    return { known, value, area: areaKey(area), verb: verbKey(verb), ticked: known && ticked.includes(value) };
  };
  return {
    verbs: VERBS.map(verbKey),
    rows: AREAS.map((area) => ({ label: areaKey(area), cells: VERBS.map((verb) => cell(area, verb)) })),
  };
}

/** What `views/staff/roles/index.hbs` shows. */
export function roleList(roles: readonly RoleRow[]) {
  return { rows: roles.map(({ id, name, holders, permissions }) => ({ id, name, holders, areas: areasOf(permissions) })) };
}

/** A permission in words. */
export function permissionLabel(permission: RolePermission): { area: string; verb: string } {
  const [area, verb] = permission.split('.');
  return { area: areaKey(area), verb: verbKey(verb) };
}

function areasOf(permissions: readonly RolePermission[]) {
  return AREAS.map((area) => ({
    label: areaKey(area),
    verbs: permissions.filter((permission) => permission.startsWith(`${area}.`)).map((permission) => ({ key: verbKey(permission.slice(area.length + 1)) })),
  })).filter(({ verbs }) => verbs.length > 0);
}

function areaKey(area: string): string {
  return `staff.roles.areas.${area}`;
}

function verbKey(verb: string): string {
  return `staff.roles.verbs.${verb}`;
}
