import type { Permission, RolePermission } from './permissions';

export interface StaffFacts {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly administrator: boolean;
  readonly mustChangePassword: boolean;
  /** null: the system's. */
  readonly language: string | null;
  /** IANA zone; null: the system's. */
  readonly timeZone: string | null;
  readonly theme: string;
  readonly density: string;
  readonly shortcuts: boolean;
  readonly permissions: readonly RolePermission[];
  readonly isCustomerAdmin: boolean;
  readonly sessionId: string;
}

/** The signed-in member of staff behind a request, read live with the session (never cached in it). */
export class StaffActor {
  readonly kind = 'staff';
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly administrator: boolean;
  readonly mustChangePassword: boolean;
  readonly language: string | null;
  readonly timeZone: string | null;
  readonly theme: string;
  readonly density: string;
  readonly shortcuts: boolean;
  readonly isCustomerAdmin: boolean;
  /** sha256 of the session's id, hexadecimal: what stands in `sessions.id_hash`. */
  readonly sessionId: string;
  private readonly permissions: ReadonlySet<Permission>;

  constructor(facts: StaffFacts) {
    this.id = facts.id;
    this.name = facts.name;
    this.email = facts.email;
    this.administrator = facts.administrator;
    this.mustChangePassword = facts.mustChangePassword;
    this.language = facts.language;
    this.timeZone = facts.timeZone;
    this.theme = facts.theme;
    this.density = facts.density;
    this.shortcuts = facts.shortcuts;
    this.isCustomerAdmin = facts.isCustomerAdmin;
    this.sessionId = facts.sessionId;
    this.permissions = new Set<Permission>(facts.permissions);
  }

  /** The right to the kind; the right to a row is asked of the row's policy. */
  may(permission: Permission): boolean {
    if (this.administrator || this.permissions.has(permission)) return true;
    return permission === 'customers.own' && (this.isCustomerAdmin || this.may('customers.view') || this.may('customers.create'));
  }
}

/** Who causes a change: a member of staff, or the system itself (a job, the command line). */
export type Actor = StaffActor | SystemActor;

export interface SystemActor {
  readonly kind: 'system';
  readonly id: null;
  readonly name: string;
}

export const SYSTEM: SystemActor = { kind: 'system', id: null, name: 'Clientele' };
