import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { SignedIn, StaffActor } from './actor';
import type { ContactActor } from './contact-actor';
import type { ContactPermission } from './contact-permissions';
import type { Permission } from './permissions';

/** A module's permission; 'any': at least one of them; 'admin': an admin contact (CON-5); null: nothing. */
export type ContactNeed = ContactPermission | 'any' | 'admin' | null;

export type AccessRule =
  | { readonly kind: 'permission'; readonly permissions: readonly Permission[] }
  | { readonly kind: 'administrators' }
  | { readonly kind: 'signed-in' }
  | { readonly kind: 'contacts'; readonly needs: ContactNeed; readonly readOnly?: boolean }
  | { readonly kind: 'anyone' };

export const ACCESS_RULE = 'access-rule';

/** Staff who hold any of `permissions`. */
export const Allow = (...permissions: [Permission, ...Permission[]]) =>
  SetMetadata(ACCESS_RULE, { kind: 'permission', permissions } satisfies AccessRule);

/** Administrators only. */
export const AllowAdministrators = () => SetMetadata(ACCESS_RULE, { kind: 'administrators' } satisfies AccessRule);

/** Every signed-in member of staff. */
export const AllowSignedIn = () => SetMetadata(ACCESS_RULE, { kind: 'signed-in' } satisfies AccessRule);

/**
 * Signed-in contacts, in the customers area. @param needs a module's permission, without which the page does not exist
 * (404, PER-1); 'any': some module's; 'admin': admin contacts of the current customer (CON-5); nothing: every contact.
 */
export const AllowContacts = (needs: ContactNeed = null) => SetMetadata(ACCESS_RULE, { kind: 'contacts', needs } satisfies AccessRule);

/** As `AllowContacts`, for what staff may do while logged in as a client: an unsafe method that changes nothing of the customer's (ARE-6). */
export const AllowContactsAndImpersonators = () => SetMetadata(ACCESS_RULE, { kind: 'contacts', needs: null, readOnly: true } satisfies AccessRule);

/** Everybody, signed in or not. */
export const AllowAnyone = () => SetMetadata(ACCESS_RULE, { kind: 'anyone' } satisfies AccessRule);

/** The signed-in member of staff; only on routes that ask for one. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): StaffActor => {
  const actor = actorOf(context.switchToHttp().getRequest<Request>());
  if (!actor) throw new Error('a route that takes @CurrentActor() must ask for a signed-in member of staff');
  return actor;
});

/** The signed-in contact; only on routes of the customers area that ask for one. */
export const CurrentContact = createParamDecorator((_: unknown, context: ExecutionContext): ContactActor => {
  const contact = contactOf(context.switchToHttp().getRequest<Request>());
  if (!contact) throw new Error('a route that takes @CurrentContact() must ask for a signed-in contact');
  return contact;
});

/** Whoever is signed in, of either kind; staff under `/admin` only, contacts elsewhere only, since sessions are mounted by path. */
export function principalOf(request: Request): SignedIn | null {
  return request.session?.actor ?? null;
}

export function actorOf(request: Request): StaffActor | null {
  const principal = principalOf(request);
  return principal?.kind === 'staff' ? principal : null;
}

export function contactOf(request: Request): ContactActor | null {
  const principal = principalOf(request);
  return principal?.kind === 'contact' ? principal : null;
}
