import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import { AllowAdministrators, CurrentActor } from '../../../kernel/access/allow';
import { readForm } from '../../../kernel/forms/read-form';
import { submitForm } from '../../../kernel/forms/submit';
import { ChangedMeanwhile } from '../../../kernel/http/errors';
import { CurrentPost, type Post as Sending } from '../../../kernel/http/post';
import { redirectTo, type Reply } from '../../../kernel/http/reply';
import { TemplateForm } from './template.form';
import { TemplatePages } from './template-pages';
import { TemplateTests } from './template-tests.service';
import { TemplatesService } from './templates.service';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The words of one kind of mail in one language: changed, looked at, put back (MAIL-1). */
@Controller('admin/settings/mail/:kind/:language')
@AllowAdministrators()
export class TemplatesController {
  constructor(
    private readonly pages: TemplatePages,
    private readonly templates: TemplatesService,
    private readonly tests: TemplateTests,
  ) {}

  @Get()
  async edit(@CurrentActor() actor: StaffActor, @Param('kind') kind: string, @Param('language') language: string, @Query() query: Record<string, unknown>): Promise<Reply> {
    const place = this.pages.place(kind, language);
    const words = await this.pages.current(place);
    const wish = { record: text(query.record), find: text(query.find).slice(0, 100) };
    return this.pages.show(actor, place, { form: { values: { ...words, ...wish } }, words, wish });
  }

  @Post()
  async save(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @Param('kind') kind: string, @Param('language') language: string, @Body() body: unknown): Promise<Reply> {
    const place = this.pages.place(kind, language);
    const read = readForm(TemplateForm, body);
    const typed = { subject: text(read.typed.subject), body: text(read.typed.body), record: text(read.typed.record), find: text(read.typed.find) };
    const shown = { words: typed, wish: typed };
    if (read.ok && read.value.do === 'preview') return this.pages.show(actor, place, { ...shown, form: { values: read.typed } });
    try {
      const done = await submitForm(read, (value) => this.templates.save(actor, post, place, value, value.version ?? 0));
      if (done.ok) return redirectTo(done.location, { key: 'mail.templates.flash.saved' });
      return await this.pages.show(actor, place, { ...shown, form: { values: done.typed, errors: done.errors }, status: 422 });
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile)) throw error;
      const now = await this.pages.current(place);
      return this.pages.show(actor, place, { ...shown, form: { values: { ...read.typed, version: now.version } }, status: 409, now });
    }
  }

  @Post('reset')
  async reset(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @Param('kind') kind: string, @Param('language') language: string, @Body() body: Record<string, unknown>): Promise<Reply> {
    const version = /^\d{1,9}$/.test(text(body.version)) ? Number(body.version) : 0;
    return redirectTo(await this.templates.reset(actor, post, this.pages.place(kind, language), version), { key: 'mail.templates.flash.reset' });
  }

  @Post('test')
  async test(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @Param('kind') kind: string, @Param('language') language: string, @Body() body: Record<string, unknown>): Promise<Reply> {
    const location = await this.tests.send(actor, post, this.pages.place(kind, language), text(body.record) || null);
    return redirectTo(location, { key: 'mail.templates.flash.tested', params: { email: actor.email } });
  }
}
