import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { AllowAnyone, contactOf } from '../../../kernel/access/allow';
import { Config } from '../../../kernel/config/config';
import { inTransaction } from '../../../kernel/db/transaction';
import { BadRequest, Forbidden } from '../../../kernel/http/errors';
import { LANGUAGE_COOKIE } from '../../../kernel/http/frame-builder';
import { localPath } from '../../../kernel/http/local-path';
import { redirectTo, type Reply } from '../../../kernel/http/reply';
import { Texts } from '../../../kernel/i18n/texts';
import { ContactPersons } from '../../contacts/contact-persons.service';

const YEAR_MS = 31_536_000_000;

/** The language of the customers area: kept with the contact, and in the activity of its customers, or with the browser while nobody is signed in (ARE-4). */
@Controller('language')
export class LanguageController {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly config: Config,
    private readonly persons: ContactPersons,
    private readonly texts: Texts,
  ) {}

  @Post()
  @AllowAnyone()
  async choose(@Body() body: { language?: unknown; next?: unknown } = {}, @Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<Reply> {
    const chosen = this.texts.languages().find(({ code }) => code === body.language);
    if (!chosen) throw new BadRequest();
    const contact = contactOf(request);
    if (contact?.impersonator) throw new Forbidden({ key: 'errors.impersonating' });
    if (contact) await inTransaction(this.dataSource, (tx) => this.persons.changeOwn(tx, contact, { language: chosen.code }));
    // Kept in the browser as well: the sign-in page stands in it after signing out.
    response.cookie(LANGUAGE_COOKIE, chosen.code, { httpOnly: true, sameSite: 'lax', secure: this.config.https, path: '/', maxAge: YEAR_MS });
    return redirectTo(localPath(body.next, '', '/'));
  }
}
