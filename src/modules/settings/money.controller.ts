import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { AllowAdministrators, CurrentActor } from '../../kernel/access/allow';
import { readForm } from '../../kernel/forms/read-form';
import { submitForm } from '../../kernel/forms/submit';
import { CurrentPost, type Post as Sending } from '../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import { CurrenciesService } from './currencies.service';
import { MoneyPage } from './money-page.queries';
import { SectionPages } from './section-pages';
import { BaseCurrencyForm, CurrencyForm } from './settings.forms';

/** Base currency, further currencies, and the page on which they stand with tax rates and payment modes. */
@Controller('admin/settings')
@AllowAdministrators()
export class MoneyController {
  constructor(
    private readonly pages: SectionPages,
    private readonly money: MoneyPage,
    private readonly currencies: CurrenciesService,
  ) {}

  @Get('money')
  async show(@CurrentActor() actor: StaffActor): Promise<Reply> {
    return this.pages.show(actor, 'money', await this.money.extras(this.pages.language(actor)));
  }

  @Post('money')
  async saveBase(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @Body() body: unknown): Promise<Reply> {
    const extras = await this.money.extras(this.pages.language(actor));
    return this.pages.save({ actor, post, section: 'money', form: readForm(BaseCurrencyForm, body), extras });
  }

  @Get('currencies/new')
  async newCurrency(@CurrentActor() actor: StaffActor): Promise<Reply> {
    return page('settings/currency-new', { form: { values: {} }, currencies: await this.money.notYet(this.pages.language(actor)) });
  }

  @Post('currencies')
  async addCurrency(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @Body() body: unknown): Promise<Reply> {
    const done = await submitForm(readForm(CurrencyForm, body), ({ code }) => this.currencies.add(actor, post, code));
    if (done.ok) return redirectTo(done.location, { key: 'settings.currencies.flash.added' });
    const currencies = await this.money.notYet(this.pages.language(actor));
    return refused('settings/currency-new', { form: { values: done.typed, errors: done.errors }, currencies });
  }

  @Get('currencies/:code/delete')
  async confirmRemoval(@Param('code') code: string): Promise<Reply> {
    return page('settings/delete', this.money.deletePage(code, await this.currencies.blockers(code)));
  }

  @Post('currencies/:code/delete')
  async removeCurrency(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @Param('code') code: string): Promise<Reply> {
    const blockers = await this.currencies.blockers(code);
    if (blockers.length > 0) return page('settings/delete', this.money.deletePage(code, blockers), { status: 409 });
    return redirectTo(await this.currencies.remove(actor, post, code), { key: 'settings.currencies.flash.removed' });
  }
}
