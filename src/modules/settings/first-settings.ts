import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../../kernel/clock/clock';
import { inTransaction } from '../../kernel/db/transaction';
import { Texts } from '../../kernel/i18n/texts';
import { Currencies } from './currencies.queries';
import { PaymentMode } from './payment-mode.entity';
import { SectionRows } from './section-rows.queries';
import { SettingsStore } from './settings.store';

const FURTHER_CURRENCIES = ['USD', 'GBP', 'CHF'];
const PAYMENT_MODES = ['bankTransfer', 'cash', 'card'];

/** What a new installation begins with: a number series, currencies, ways of paying. Made once, never again. */
@Injectable()
export class FirstSettings {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly rows: SectionRows,
    private readonly currencies: Currencies,
    private readonly store: SettingsStore,
    private readonly texts: Texts,
  ) {}

  async make(): Promise<void> {
    const { baseCurrency, language } = this.store.all();
    await inTransaction(this.dataSource, async (tx) => {
      const now = this.clock.now();
      if (!(await this.rows.firstTime(tx, 'settings', now))) return;
      await tx.query("INSERT IGNORE INTO number_series (name, prefix, next_number, min_digits) VALUES ('customer', 'C-', 1, 5)");
      for (const code of [baseCurrency, ...FURTHER_CURRENCIES]) await this.currencies.add(tx, code, now);
      for (const mode of PAYMENT_MODES) {
        await tx.insert(PaymentMode, { name: this.texts.t(language, `settings.paymentModes.first.${mode}`), createdAt: now, updatedAt: now });
      }
    });
  }
}
