import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { Forbidden } from '../http/errors';
import type { StaffActor } from './actor';
import { ACCESS_RULE, actorOf, type AccessRule } from './allow';
import { PasswordChangeNeeded, SignInNeeded } from './sign-in-needed';

const FREE_TO_CHANGE_PASSWORD = ['/admin/password/change', '/admin/logout'];

/** Closed by default: what a handler declares is asked of the actor before anything else runs. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const rule = this.reflector.getAllAndOverride<AccessRule | undefined>(ACCESS_RULE, [context.getHandler(), context.getClass()]);
    if (!rule) throw new Forbidden();
    if (rule.kind === 'anyone') return true;
    const request = context.switchToHttp().getRequest<Request>();
    const actor = actorOf(request);
    if (!actor) throw new SignInNeeded();
    if (actor.mustChangePassword && !FREE_TO_CHANGE_PASSWORD.includes(request.path)) throw new PasswordChangeNeeded();
    if (!allows(rule, actor)) throw new Forbidden({ key: 'errors.not_allowed' });
    return true;
  }
}

/** Whether `rule` lets `actor` through; pure, so that tests and menus can ask it too. */
export function allows(rule: AccessRule, actor: StaffActor): boolean {
  if (rule.kind === 'permission') return rule.permissions.some((permission) => actor.may(permission));
  return rule.kind !== 'administrators' || actor.administrator;
}
