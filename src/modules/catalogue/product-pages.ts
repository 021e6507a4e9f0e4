import { Injectable } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { page, type Reply } from '../../kernel/http/reply';
import { Texts } from '../../kernel/i18n/texts';
import type { FormShown } from '../../kernel/views/form';
import { SettingsStore } from '../settings/settings.store';
import { PRODUCT_KINDS, type Product } from './product.entity';
import { formPage, listPage, showPage } from './product.presenter';
import type { ProductListRequest } from './product-list';
import { ProductQueries } from './products.queries';

/** Gathers what the catalogue's pages show. */
@Injectable()
export class ProductPages {
  constructor(
    private readonly queries: ProductQueries,
    private readonly settings: SettingsStore,
    private readonly texts: Texts,
  ) {}

  async list(actor: StaffActor, request: ProductListRequest): Promise<Reply> {
    return page('catalogue/list', listPage(actor, request, await this.queries.list(request), this.currency, this.words(actor)));
  }

  async show(actor: StaffActor, id: string): Promise<Reply> {
    const product = await this.queries.product(id);
    const taxes = await this.queries.taxOptions(product.taxRateId);
    const tax = taxes.find(({ value }) => value === product.taxRateId)?.label ?? '';
    return page('catalogue/show', showPage(actor, product, { currency: this.currency, tax, customers: await this.queries.customersOf(id) }));
  }

  async form(actor: StaffActor, product: Product | null, form: FormShown, now: Product | null = null): Promise<object> {
    const say = this.words(actor);
    const kinds = PRODUCT_KINDS.map((kind) => ({ value: kind, label: say(`catalogue.kinds.${kind}`) }));
    return formPage(product, form, { taxes: await this.queries.taxOptions(product?.taxRateId ?? null), currency: this.currency }, kinds, now);
  }

  private get currency(): string {
    return this.settings.all().baseCurrency;
  }

  private words(actor: StaffActor): (key: string) => string {
    const language = actor.language ?? this.settings.all().language;
    return (key) => this.texts.t(language, key);
  }
}
