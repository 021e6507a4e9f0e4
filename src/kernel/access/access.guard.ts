import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { Forbidden, NotFound } from '../http/errors';
import { SystemSettings, type SystemFacts } from '../http/system-settings';
import type { StaffActor } from './actor';
import { ACCESS_RULE, actorOf, contactOf, type AccessRule } from './allow';
import type { ContactActor } from './contact-actor';
import { CONTACT_PERMISSIONS } from './contact-permissions';
import { PasswordChangeNeeded, SecondFactorNeeded, SignInNeeded } from './sign-in-needed';

type ContactRule = Extract<AccessRule, { kind: 'contacts' }>;

const FREE_TO_CHANGE_PASSWORD = ['/admin/password/change', '/admin/logout', '/password/change', '/logout', '/language'];
const FREE_TO_SET_UP_SECOND_FACTOR = ['/admin/profile/second-factor/new', ...FREE_TO_CHANGE_PASSWORD];
const FREE_WHILE_IMPERSONATING = ['/admin/impersonation', '/admin/impersonation/end', '/admin/logout'];
const SAFE = ['GET', 'HEAD'];

/** Closed by default: what a handler declares is asked of the actor before anything else runs. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly settings: SystemSettings,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const rule = this.reflector.getAllAndOverride<AccessRule | undefined>(ACCESS_RULE, [context.getHandler(), context.getClass()]);
    if (!rule) throw new Forbidden();
    if (rule.kind === 'anyone') return true;
    const request = context.switchToHttp().getRequest<Request>();
    if (rule.kind === 'contacts') return this.admit(rule, request);
    const actor = actorOf(request);
    if (!actor) throw new SignInNeeded('staff');
    if (actor.impersonationId !== null && !FREE_WHILE_IMPERSONATING.includes(request.path)) throw new NotFound({ key: 'impersonation.adminClosed' }, [{ label: 'impersonation.back', href: '/admin/impersonation' }]);
    if (actor.mustChangePassword && !FREE_TO_CHANGE_PASSWORD.includes(request.path)) throw new PasswordChangeNeeded('staff');
    if (lacksSecondFactor(actor, this.settings.current()) && !FREE_TO_SET_UP_SECOND_FACTOR.includes(request.path)) throw new SecondFactorNeeded();
    if (!allows(rule, actor)) throw new Forbidden({ key: 'errors.not_allowed' });
    return true;
  }

  private admit(rule: ContactRule, request: Request): boolean {
    const contact = contactOf(request);
    if (!contact) throw new SignInNeeded('contact');
    if (contact.mustChangePassword && !contact.impersonator && !FREE_TO_CHANGE_PASSWORD.includes(request.path)) throw new PasswordChangeNeeded('contact');
    if (!admits(rule, contact)) throw new NotFound();
    if (contact.impersonator && !SAFE.includes(request.method) && !rule.readOnly) throw new Forbidden({ key: 'errors.impersonating' });
    return true;
  }
}

/** True when the settings ask for a second factor that `actor` has not (STA-2). */
export function lacksSecondFactor(actor: StaffActor, { secondFactorFor }: Pick<SystemFacts, 'secondFactorFor'>): boolean {
  if (actor.hasSecondFactor || secondFactorFor === 'nobody') return false;
  return secondFactorFor === 'staff' || actor.administrator;
}

/** Whether `rule` lets `actor` through; pure, so that tests and menus can ask it too. */
export function allows(rule: AccessRule, actor: StaffActor): boolean {
  if (rule.kind === 'permission') return rule.permissions.some((permission) => actor.may(permission));
  return rule.kind === 'signed-in' || rule.kind === 'anyone' || (rule.kind === 'administrators' && actor.administrator);
}

/** Whether a contact may use what `needs` it at the current customer (PER-1, CON-5). */
export function admits({ needs }: Pick<ContactRule, 'needs'>, contact: Pick<ContactActor, 'admin' | 'may'>): boolean {
  if (needs === null) return true;
  if (needs === 'admin') return contact.admin;
  return needs === 'any' ? CONTACT_PERMISSIONS.some((permission) => contact.may(permission)) : contact.may(needs);
}
