import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { StaffActor } from './actor';
import type { Permission } from './permissions';

export type AccessRule =
  | { readonly kind: 'permission'; readonly permissions: readonly Permission[] }
  | { readonly kind: 'administrators' }
  | { readonly kind: 'signed-in' }
  | { readonly kind: 'anyone' };

export const ACCESS_RULE = 'access-rule';

/** Staff who hold any of `permissions`. */
export const Allow = (...permissions: [Permission, ...Permission[]]) =>
  SetMetadata(ACCESS_RULE, { kind: 'permission', permissions } satisfies AccessRule);

/** Administrators only. */
export const AllowAdministrators = () => SetMetadata(ACCESS_RULE, { kind: 'administrators' } satisfies AccessRule);

/** Every signed-in member of staff. */
export const AllowSignedIn = () => SetMetadata(ACCESS_RULE, { kind: 'signed-in' } satisfies AccessRule);

/** Everybody, signed in or not. */
export const AllowAnyone = () => SetMetadata(ACCESS_RULE, { kind: 'anyone' } satisfies AccessRule);

/** The signed-in member of staff; only on routes that ask for one. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): StaffActor => {
  const actor = actorOf(context.switchToHttp().getRequest<Request>());
  if (!actor) throw new Error('a route that takes @CurrentActor() must ask for a signed-in member of staff');
  return actor;
});

export function actorOf(request: Request): StaffActor | null {
  return request.session?.actor ?? null;
}
