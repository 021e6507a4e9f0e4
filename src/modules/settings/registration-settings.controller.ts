import { Body, Controller, Get, Post } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { AllowAdministrators, CurrentActor } from '../../kernel/access/allow';
import { readForm } from '../../kernel/forms/read-form';
import { CurrentPost, type Post as Sending } from '../../kernel/http/post';
import type { Reply } from '../../kernel/http/reply';
import { SectionPages } from './section-pages';
import { RegistrationSettingsForm } from './settings.forms';

/** Settings → Registration: whether and how people register themselves (ARE-5). */
@Controller('admin/settings/registration')
@AllowAdministrators()
export class RegistrationSettingsController {
  constructor(private readonly pages: SectionPages) {}

  @Get()
  show(@CurrentActor() actor: StaffActor): Promise<Reply> {
    return this.pages.show(actor, 'registration', {});
  }

  @Post()
  save(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @Body() body: unknown): Promise<Reply> {
    return this.pages.save({ actor, post, section: 'registration', form: readForm(RegistrationSettingsForm, body), extras: {} });
  }
}
