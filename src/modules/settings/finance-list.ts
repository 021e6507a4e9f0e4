import type { EntityTarget } from 'typeorm';
import { NotFound } from '../../kernel/http/errors';
import { Param, type PipeTransform } from '@nestjs/common';
import { PaymentMode } from './payment-mode.entity';
import { PaymentModeForm, TaxRateForm } from './settings.forms';
import { TaxRate } from './tax-rate.entity';
import type { UsedKind } from './usages';

/** A row of either list; only tax rates have a rate. */
export type FinanceRow = PaymentMode & Partial<Pick<TaxRate, 'rate'>>;
export type FinanceRowForm = PaymentModeForm & Partial<Pick<TaxRateForm, 'rate'>>;

/** One of the two small lists of the money settings. */
export interface FinanceList {
  readonly path: string;
  readonly kind: UsedKind & ('tax_rate' | 'payment_mode');
  readonly entity: EntityTarget<FinanceRow>;
  readonly form: new () => FinanceRowForm;
  /** The unique key of the name. */
  readonly nameKey: string;
  /** Branch of the language files. */
  readonly texts: string;
  readonly hasRate: boolean;
}

export const TAX_RATES: FinanceList = {
  path: 'tax-rates', kind: 'tax_rate', entity: TaxRate, form: TaxRateForm, nameKey: 'tax_rates_name', texts: 'settings.taxRates', hasRate: true,
};
export const PAYMENT_MODES: FinanceList = {
  path: 'payment-modes', kind: 'payment_mode', entity: PaymentMode, form: PaymentModeForm, nameKey: 'payment_modes_name', texts: 'settings.paymentModes', hasRate: false,
};

const listPipe: PipeTransform<unknown, FinanceList> = {
  transform(path) {
    const list = [TAX_RATES, PAYMENT_MODES].find((one) => one.path === path);
    if (!list) throw new NotFound();
    return list;
  },
};

/** The list that the path names. */
export const ListParam = () => Param('list', listPipe);
