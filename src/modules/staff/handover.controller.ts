import { Body, Controller, Get, Post } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { AllowAdministrators, CurrentActor } from '../../kernel/access/allow';
import { Id } from '../../kernel/forms/fields';
import { readForm, type FieldErrors } from '../../kernel/forms/read-form';
import { submitForm } from '../../kernel/forms/submit';
import { NotFound } from '../../kernel/http/errors';
import { IdParam } from '../../kernel/http/id-param';
import { CurrentPost, type Post as FormPost } from '../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import { HandoverService } from './handover.service';
import { StaffQueries, type StaffRow } from './staff.queries';

class HandoverForm {
  @Id({ required: true })
  toId!: string;
}

/** Handing over what somebody holds, with a preview (STA-3). */
@Controller('admin/staff/:id/handover')
@AllowAdministrators()
export class HandoverController {
  constructor(
    private readonly handover: HandoverService,
    private readonly queries: StaffQueries,
  ) {}

  @Get()
  async show(@IdParam() id: string): Promise<Reply> {
    return page('staff/handover', await this.model(await this.found(id)));
  }

  @Post()
  async move(@CurrentActor() actor: StaffActor, @CurrentPost() post: FormPost, @IdParam() id: string, @Body() body: unknown): Promise<Reply> {
    const row = await this.found(id);
    const result = await submitForm(readForm(HandoverForm, body), ({ toId }) => this.handover.move(actor, post, id, toId));
    if (!result.ok) return refused('staff/handover', await this.model(row, result.typed.toId, result.errors));
    return redirectTo(result.location, { key: 'staff.flash.handedOver' });
  }

  private async found(id: string): Promise<StaffRow> {
    const row = await this.queries.find(id);
    if (!row) throw new NotFound();
    return row;
  }

  private async model({ id, name, active }: StaffRow, toId: unknown = '', errors: FieldErrors = {}) {
    const [held, colleagues] = await Promise.all([this.handover.held(id), this.handover.colleagues(id)]);
    return { id, name, active, held, back: `/admin/staff/${id}`, colleagues: colleagues.map((one) => ({ value: one.id, label: one.name })), form: { values: { toId }, errors } };
  }
}
