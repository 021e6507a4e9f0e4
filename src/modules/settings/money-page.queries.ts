import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Message } from '../../kernel/i18n/message';
import type { Choice } from '../../kernel/views/form';
import { BaseCurrency } from './base-currency';
import { Currencies } from './currencies.queries';
import { PAYMENT_MODES, TAX_RATES, type FinanceList } from './finance-list';
import { FinanceListsService } from './finance-lists.service';
import { SettingsStore } from './settings.store';
import { currencyChoices } from './settings.presenter';

/** What the money page shows beside its form. */
@Injectable()
export class MoneyPage {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly currencies: Currencies,
    private readonly lists: FinanceListsService,
    private readonly base: BaseCurrency,
    private readonly store: SettingsStore,
  ) {}

  async extras(language: string): Promise<object> {
    const names = new Map(currencyChoices(language).map(({ value, label }) => [value, label]));
    const base = this.store.all().baseCurrency;
    const codes = (await this.currencies.codes()).filter((code) => code !== base);
    return {
      bases: currencyChoices(language),
      locked: await this.base.isLocked(this.dataSource.manager),
      currencies: codes.map((code) => ({ code, name: names.get(code) ?? code })),
      lists: [await this.list(TAX_RATES), await this.list(PAYMENT_MODES)],
    };
  }

  /** Currencies that can still be added. */
  async notYet(language: string): Promise<Choice[]> {
    const there = new Set(await this.currencies.codes());
    return currencyChoices(language).filter(({ value }) => !there.has(value));
  }

  deletePage(code: string, blockers: readonly Message[]): object {
    return {
      blockers,
      question: { key: 'settings.currencies.delete', params: { code } },
      explanation: { key: 'settings.currencies.explainDelete' },
      instead: null,
      submit: { key: 'settings.currencies.deleteButton' },
      action: `/admin/settings/currencies/${code}/delete`,
      cancel: '/admin/settings/money',
    };
  }

  private async list(list: FinanceList): Promise<object> {
    const rows = await this.lists.rows(list);
    return {
      path: list.path,
      title: { key: `${list.texts}.title` },
      add: { key: `${list.texts}.new` },
      none: { key: `${list.texts}.none` },
      rows: rows.map(({ id, name, active, rate }) => ({ id, name, active, rate: rate === undefined ? '' : String(Number(rate)), hasRate: list.hasRate })),
    };
  }
}
