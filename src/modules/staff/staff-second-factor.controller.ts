import { Controller, Get, Post } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { AllowAdministrators, CurrentActor } from '../../kernel/access/allow';
import { NotFound } from '../../kernel/http/errors';
import { IdParam } from '../../kernel/http/id-param';
import { CurrentPost, type Post as FormPost } from '../../kernel/http/post';
import { page, redirectTo, type Reply } from '../../kernel/http/reply';
import { StaffSecondFactors } from './second-factor.service';
import { StaffQueries } from './staff.queries';

/** Administrators take a colleague's second factor off who has lost phone and recovery codes. */
@Controller('admin/staff/:id/second-factor/removal')
@AllowAdministrators()
export class StaffSecondFactorController {
  constructor(
    private readonly factors: StaffSecondFactors,
    private readonly queries: StaffQueries,
  ) {}

  @Get()
  async ask(@IdParam() id: string): Promise<Reply> {
    const row = await this.queries.find(id);
    if (!row) throw new NotFound();
    return page('staff/second-factor-reset', { id, name: row.name, back: `/admin/staff/${id}`, action: `/admin/staff/${id}/second-factor/removal` });
  }

  @Post()
  async reset(@CurrentActor() actor: StaffActor, @CurrentPost() post: FormPost, @IdParam() id: string): Promise<Reply> {
    return redirectTo(await this.factors.reset(actor, post, id), { key: 'staff.flash.secondFactorReset' });
  }
}
