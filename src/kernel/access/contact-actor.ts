import type { ContactPermission } from './contact-permissions';

/** One customer the person is a contact of, with what its link allows. */
export interface AreaCustomer {
  readonly id: string;
  readonly linkId: string;
  readonly name: string;
  /** Admin contacts manage the customer's data and colleagues (CON-5). */
  readonly admin: boolean;
  readonly primary: boolean;
  /** Language of the customer; null: the system's (CUS-13). */
  readonly language: string | null;
  /** The link's permissions, capped by the customer's modules (PER-3). */
  readonly permissions: ReadonlySet<ContactPermission>;
}

/** A member of staff who looks at the area as this contact (ARE-6): reads only. */
export interface Impersonator {
  readonly impersonationId: string;
  readonly staffId: string;
  readonly staffName: string;
  readonly until: Date;
}

export interface ContactFacts {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly mustChangePassword: boolean;
  /** The person's own choice; null: the customer's (ARE-4). */
  readonly language: string | null;
  readonly theme: string;
  /** Live, active customers of the person, at least one; sorted by name. */
  readonly customers: readonly AreaCustomer[];
  /** Which of them is shown now. */
  readonly current: AreaCustomer;
  readonly impersonator: Impersonator | null;
  /** sha256 of the session's id, hexadecimal. */
  readonly sessionId: string;
}

// The facts are the actor's own properties; saying them once more one by one would only be another place to forget.
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging
export interface ContactActor extends ContactFacts {}

/** The contact behind a request to the customers area, read live with the session (never cached in it). */
export class ContactActor {
  readonly kind = 'contact';

  constructor(facts: ContactFacts) {
    Object.assign(this, facts);
  }

  /** What express-session compares to see whether a session changed; the actor is read anew each time, so its id is enough. */
  toJSON(): string {
    return this.id;
  }

  /** Whether the module is open to the person at the current customer. */
  may(permission: ContactPermission): boolean {
    return this.current.permissions.has(permission);
  }

  /** The person at another of its customers, whatever is shown now: forms and files carry their own (CON-2). Null: no live link leads there. */
  at(customerId: string): ContactActor | null {
    const current = this.customers.find(({ id }) => id === customerId);
    return current ? new ContactActor({ ...this, current }) : null;
  }

  /** Whether the person manages the current customer's data and colleagues. */
  get admin(): boolean {
    return this.current.admin;
  }
}
