/**
 * The one catalogue of what a role can be allowed (STA-1). The guard, the role editor and the templates read it,
 * so a permission that is not here does not compile.
 */
export const PERMISSION_CATALOGUE = {
  customers: ['view', 'create', 'edit', 'delete', 'import', 'export', 'impersonate'],
  groups: ['view', 'create', 'edit', 'delete'],
  products: ['view', 'create', 'edit', 'delete'],
} as const;

type Catalogue = typeof PERMISSION_CATALOGUE;

/** What stands in `role_permissions`, for example `customers.edit`. */
export type RolePermission = { [Area in keyof Catalogue]: `${Area}.${Catalogue[Area][number]}` }[keyof Catalogue];

/**
 * What a route may ask for. `customers.own` is not ticked in a role: a member of staff has it by being customer
 * admin of some customer, or by a right that reaches further (CUS-24); which customers, the policy decides.
 */
export type Permission = RolePermission | 'customers.own';

export type PermissionArea = keyof Catalogue;

export const ROLE_PERMISSIONS: readonly RolePermission[] = Object.entries(PERMISSION_CATALOGUE).flatMap(([area, verbs]) =>
  verbs.map((verb) => `${area}.${verb}` as RolePermission),
);

/** True when `text` names a permission a role can hold. */
export function isRolePermission(text: string): text is RolePermission {
  return ROLE_PERMISSIONS.some((permission) => permission === text);
}
