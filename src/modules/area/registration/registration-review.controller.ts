import { Controller, Get, Post } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import { AllowAdministrators, CurrentActor } from '../../../kernel/access/allow';
import { IdParam } from '../../../kernel/http/id-param';
import { Navigation } from '../../../kernel/http/navigation';
import { CurrentPost, type Post as Sending } from '../../../kernel/http/post';
import { page, redirectTo, type Reply } from '../../../kernel/http/reply';
import { registrationsPage } from './registration.presenter';
import { RegistrationReview } from './registration-review.service';
import { RegistrationRows } from './registrations.queries';

const SHOWN = 200;

/** Customers that registered themselves and wait (ARE-5). */
@Controller('admin/registrations')
@AllowAdministrators()
export class RegistrationReviewController {
  constructor(
    private readonly review: RegistrationReview,
    private readonly rows: RegistrationRows,
    navigation: Navigation,
  ) {
    navigation.add('setup', { key: 'registrations', label: 'registration.list.title', href: '/admin/registrations', icon: 'user-check', needs: 'administrators', order: 80 });
  }

  @Get()
  async list(): Promise<Reply> {
    return page('area/registrations', registrationsPage(await this.rows.waiting(SHOWN + 1), SHOWN));
  }

  @Post(':id/confirmation')
  async confirm(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string): Promise<Reply> {
    return redirectTo(await this.review.confirm(actor, post, id), { key: 'registration.flash.confirmed' });
  }

  @Post(':id/refusal')
  async refuse(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string): Promise<Reply> {
    return redirectTo(await this.review.refuse(actor, post, id), { key: 'registration.flash.refused' });
  }
}
