import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { ContactActor } from '../../../kernel/access/contact-actor';
import { AllowAnyone, AllowContactsAndImpersonators, CurrentContact } from '../../../kernel/access/allow';
import { CurrentSession, type SessionOfRequest } from '../../../kernel/auth/sign-in';
import { Config } from '../../../kernel/config/config';
import { page, redirectTo, type Reply } from '../../../kernel/http/reply';
import { dropEntry, readEntry } from './impersonation-entry';
import { LOOK_MINUTES, Impersonations } from './impersonations.service';

/** The door in the customers area through which staff come and go (ARE-6). A page with a button: opening an address signs nobody in. */
@Controller('impersonation')
export class ImpersonationEntryController {
  constructor(
    private readonly config: Config,
    private readonly impersonations: Impersonations,
  ) {}

  @Get()
  @AllowAnyone()
  async show(@Req() request: Request): Promise<Reply> {
    const found = await this.impersonations.find(readEntry(request));
    return found ? page('area/impersonation-entry', { name: found.contactName, minutes: LOOK_MINUTES }) : dead();
  }

  /** Starts a session under a new id; one that a contact had in this browser is gone. */
  @Post()
  @AllowAnyone()
  async enter(@Req() request: Request, @CurrentSession() session: SessionOfRequest, @Res({ passthrough: true }) response: Response): Promise<Reply> {
    const entered = await this.impersonations.enter(readEntry(request));
    dropEntry(response, this.config);
    if (!entered) return dead();
    await session.start(entered.contactId, entered.id);
    return redirectTo('/');
  }

  @Post('end')
  @AllowContactsAndImpersonators()
  async end(@CurrentContact() contact: ContactActor, @CurrentSession() session: SessionOfRequest): Promise<Reply> {
    if (!contact.impersonator) return redirectTo('/');
    const back = await this.impersonations.end(contact.impersonator.impersonationId);
    await session.end();
    return redirectTo(back, { key: 'impersonation.flash.ended' });
  }
}

function dead(): Reply {
  return page('area/impersonation-dead', {}, { status: 404 });
}
