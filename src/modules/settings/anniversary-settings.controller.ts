import { Body, Controller, Get, Post } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { AllowAdministrators, CurrentActor } from '../../kernel/access/allow';
import { readForm } from '../../kernel/forms/read-form';
import { CurrentPost, type Post as Sending } from '../../kernel/http/post';
import type { Reply } from '../../kernel/http/reply';
import { SectionPages } from './section-pages';
import { MAIL_RHYTHMS } from './setting-values';
import { AnniversarySettingsForm } from './settings.forms';

const EXTRAS = { rhythms: MAIL_RHYTHMS.map((value) => ({ value, label: { key: `settings.anniversaries.rhythms.${value}` } })) };

/** Settings → Anniversaries: when the mail of coming days is written, and how far it looks (EVT-2). */
@Controller('admin/settings/anniversaries')
@AllowAdministrators()
export class AnniversarySettingsController {
  constructor(private readonly pages: SectionPages) {}

  @Get()
  show(@CurrentActor() actor: StaffActor): Promise<Reply> {
    return this.pages.show(actor, 'anniversaries', EXTRAS);
  }

  @Post()
  save(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @Body() body: unknown): Promise<Reply> {
    return this.pages.save({ actor, post, section: 'anniversaries', form: readForm(AnniversarySettingsForm, body), extras: EXTRAS });
  }
}
