import type { ContactActor } from './contact-actor';
import type { Permission, RolePermission } from './permissions';

export interface StaffFacts {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly administrator: boolean;
  readonly mustChangePassword: boolean;
  readonly hasSecondFactor: boolean;
  /** null: the system's. */
  readonly language: string | null;
  /** IANA zone; null: the system's. */
  readonly timeZone: string | null;
  readonly theme: string;
  readonly density: string;
  readonly shortcuts: boolean;
  readonly permissions: readonly RolePermission[];
  readonly isCustomerAdmin: boolean;
  /** While this session looks at the customers area as a client (ARE-6); null otherwise. */
  readonly impersonationId: string | null;
  /** Reminders that are due and not done, of customers this person may see, counted up to 100: read with the session for the bell (REM-1). */
  readonly dueReminders: number;
  /** sha256 of the session's id, hexadecimal: what stands in `sessions.id_hash`. */
  readonly sessionId: string;
}

// The facts are the actor's own properties; saying them once more one by one would only be another place to forget.
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging
export interface StaffActor extends Omit<StaffFacts, 'permissions'> {}

/** The signed-in member of staff behind a request, read live with the session (never cached in it). */
export class StaffActor {
  readonly kind = 'staff';
  private readonly permissions: ReadonlySet<Permission>;

  constructor({ permissions, ...facts }: StaffFacts) {
    Object.assign(this, facts);
    this.permissions = new Set<Permission>(permissions);
  }

  /** What express-session compares to see whether a session changed; the actor is read anew each time, so its id is enough. */
  toJSON(): string {
    return this.id;
  }

  /** The right to the kind; the right to a row is asked of the row's policy. */
  may(permission: Permission): boolean {
    if (this.administrator || this.permissions.has(permission)) return true;
    return permission === 'customers.own' && (this.isCustomerAdmin || this.may('customers.view') || this.may('customers.create'));
  }
}

/** Who can be signed in. */
export type SignedIn = StaffActor | ContactActor;

/** Who causes a change: a member of staff, a contact, or the system itself (a job, the command line). */
export type Actor = SignedIn | SystemActor;

export interface SystemActor {
  readonly kind: 'system';
  readonly id: null;
  readonly name: string;
}

export const SYSTEM: SystemActor = { kind: 'system', id: null, name: 'Clientele' };
