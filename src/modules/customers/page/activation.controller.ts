import { Controller, Post } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import { Allow, CurrentActor } from '../../../kernel/access/allow';
import { IdParam } from '../../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../../kernel/http/post';
import { redirectTo, type Reply } from '../../../kernel/http/reply';
import { CustomerActivation } from './activation.service';

/** Activating and deactivating a customer (CUS-17), each the other's undo. */
@Controller('admin/customers/:id')
@Allow('customers.own')
export class ActivationController {
  constructor(private readonly activation: CustomerActivation) {}

  @Post('activation')
  async activate(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string): Promise<Reply> {
    const location = await this.activation.set(actor, post, id, true);
    return redirectTo(location, { key: 'customers.show.flash.activated', undo: { action: `${location}/deactivation` } });
  }

  @Post('deactivation')
  async deactivate(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string): Promise<Reply> {
    const location = await this.activation.set(actor, post, id, false);
    return redirectTo(location, { key: 'customers.show.flash.deactivated', undo: { action: `${location}/activation` } });
  }
}
