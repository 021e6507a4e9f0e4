import { Controller, Post } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { Allow, CurrentActor } from '../../kernel/access/allow';
import { IdParam } from '../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../kernel/http/post';
import { redirectTo, type Reply } from '../../kernel/http/reply';
import { ProductsService } from './products.service';

/** Offers a product in forms, or no more; each takes the other back. */
@Controller('admin/products/:id')
@Allow('products.edit')
export class ProductActivationController {
  constructor(private readonly products: ProductsService) {}

  @Post('activation')
  async activate(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string): Promise<Reply> {
    const location = await this.products.setActive(actor, post, id, true);
    return redirectTo(location, { key: 'catalogue.flash.activated', undo: { action: `/admin/products/${id}/deactivation` } });
  }

  @Post('deactivation')
  async deactivate(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string): Promise<Reply> {
    const location = await this.products.setActive(actor, post, id, false);
    return redirectTo(location, { key: 'catalogue.flash.deactivated', undo: { action: `/admin/products/${id}/activation` } });
  }
}
