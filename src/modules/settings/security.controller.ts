import { Body, Controller, Get, Post } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { AllowAdministrators, CurrentActor } from '../../kernel/access/allow';
import { readForm } from '../../kernel/forms/read-form';
import { CurrentPost, type Post as Sending } from '../../kernel/http/post';
import type { Reply } from '../../kernel/http/reply';
import { SECOND_FACTOR_FOR } from '../../kernel/http/system-settings';
import { SectionPages } from './section-pages';
import { SecurityForm } from './settings.forms';

const CHOICES = SECOND_FACTOR_FOR.map((value) => ({ value, label: { key: `settings.security.for.${value}` }, help: { key: `settings.security.help.${value}` } }));

/** Settings → Security: who must have a second factor (STA-2). */
@Controller('admin/settings/security')
@AllowAdministrators()
export class SecurityController {
  constructor(private readonly pages: SectionPages) {}

  @Get()
  show(@CurrentActor() actor: StaffActor): Promise<Reply> {
    return this.pages.show(actor, 'security', { choices: CHOICES });
  }

  @Post()
  save(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @Body() body: unknown): Promise<Reply> {
    return this.pages.save({ actor, post, section: 'security', form: readForm(SecurityForm, body), extras: { choices: CHOICES } });
  }
}
