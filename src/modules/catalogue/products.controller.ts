import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { Allow, CurrentActor } from '../../kernel/access/allow';
import { readForm } from '../../kernel/forms/read-form';
import { submitForm } from '../../kernel/forms/submit';
import { Conflict } from '../../kernel/http/errors';
import { IdParam } from '../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import { ProductForm } from './product.form';
import { deletePage, formValues } from './product.presenter';
import { ProductPages } from './product-pages';
import { readProductList } from './product-list';
import { ProductQueries } from './products.queries';
import { ProductsService } from './products.service';

/** Products and services (CUS-15). */
@Controller('admin/products')
export class ProductsController {
  constructor(
    private readonly products: ProductsService,
    private readonly queries: ProductQueries,
    private readonly pages: ProductPages,
  ) {}

  @Get()
  @Allow('products.view')
  list(@CurrentActor() actor: StaffActor, @Query() query: unknown): Promise<Reply> {
    return this.pages.list(actor, readProductList(query));
  }

  @Get('new')
  @Allow('products.create')
  async add(@CurrentActor() actor: StaffActor): Promise<Reply> {
    return page('catalogue/edit', await this.pages.form(actor, null, { values: { kind: 'product', active: true } }));
  }

  @Post()
  @Allow('products.create')
  async create(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @Body() body: unknown): Promise<Reply> {
    const form = await submitForm(readForm(ProductForm, body), (value) => this.products.create(actor, post, value));
    if (!form.ok) return refused('catalogue/edit', await this.pages.form(actor, null, { values: form.typed, errors: form.errors }));
    return redirectTo(actor.may('products.view') ? form.location : '/admin/products/new', { key: 'catalogue.flash.created' });
  }

  @Get(':id')
  @Allow('products.view')
  show(@CurrentActor() actor: StaffActor, @IdParam() id: string): Promise<Reply> {
    return this.pages.show(actor, id);
  }

  @Get(':id/edit')
  @Allow('products.edit')
  async edit(@CurrentActor() actor: StaffActor, @IdParam() id: string): Promise<Reply> {
    const product = await this.queries.product(id);
    return page('catalogue/edit', await this.pages.form(actor, product, { values: formValues(product) }));
  }

  @Post(':id')
  @Allow('products.edit')
  async save(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @Body() body: unknown): Promise<Reply> {
    const read = readForm(ProductForm, body);
    const product = await this.queries.product(id);
    try {
      const form = await submitForm(read, (value) => this.products.edit(actor, post, id, value));
      if (!form.ok) return refused('catalogue/edit', await this.pages.form(actor, product, { values: form.typed, errors: form.errors }));
      return redirectTo(form.location, { key: 'catalogue.flash.edited' });
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      const now = await this.queries.product(id);
      return page('catalogue/edit', await this.pages.form(actor, product, { values: { ...read.typed, version: now.version } }, now), { status: 409 });
    }
  }

  @Get(':id/delete')
  @Allow('products.delete')
  async confirm(@CurrentActor() actor: StaffActor, @IdParam() id: string): Promise<Reply> {
    return page('catalogue/delete', deletePage(actor, await this.queries.product(id), await this.queries.customersOf(id)));
  }

  @Post(':id/delete')
  @Allow('products.delete')
  async delete(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string): Promise<Reply> {
    const customers = await this.queries.customersOf(id);
    if (customers > 0) return page('catalogue/delete', deletePage(actor, await this.queries.product(id), customers), { status: 409 });
    return redirectTo(await this.products.delete(actor, post, id), { key: 'catalogue.flash.deleted' });
  }
}
