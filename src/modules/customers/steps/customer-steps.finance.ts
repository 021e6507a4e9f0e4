import { Injectable } from '@nestjs/common';
import { readForm, type FormResult, type Typed } from '../../../kernel/forms/read-form';
import { Texts } from '../../../kernel/i18n/texts';
import { currencies } from '../../../kernel/reference/currencies';
import { SettingsStore } from '../../settings/settings.store';
import { DISCOUNT_KINDS, EMPTY_DETAILS } from '../customer-details';
import { typedSteps } from '../customer-snapshot';
import type { CustomerStep, InputPart, StepContext } from './customer-steps';
import { CustomerStepChoices, type ListName } from './customer-steps.queries';
import { MISSING, NOT_IN_LIST, typedText, withErrors } from './customer-steps.read';
import { FinanceForm } from './customer.form';

const LISTED: readonly (readonly [field: string, list: ListName])[] = [['taxRateId', 'taxRates'], ['paymentModeId', 'paymentModes'], ['accountManagerId', 'staff']];

/** Step Finance: what new documents are prefilled with (CUS-10, CUS-14). */
@Injectable()
export class FinanceStep implements CustomerStep<InputPart> {
  readonly key = 'finance';
  readonly title = 'customers.steps.finance.title';
  readonly hint = 'customers.steps.finance.hint';
  readonly view = 'customers/steps/finance';
  readonly labels = 'customers.fields';
  readonly order = 20;
  readonly optional = false;

  constructor(
    private readonly settings: SettingsStore,
    private readonly lists: CustomerStepChoices,
    private readonly texts: Texts,
  ) {}

  async preset(context: StepContext): Promise<Typed> {
    return context.base.finance ?? typedSteps({ details: EMPTY_DETAILS, number: null, groupIds: [], productIds: [], shippingAddresses: [] }).finance;
  }

  async choices(context: StepContext): Promise<object> {
    const base = this.settings.all().baseCurrency;
    const names = new Map(currencies(context.language).map(({ code, name }) => [code, name]));
    const [codes, ...lists] = await Promise.all([this.lists.currencies(), ...LISTED.map(([field, list]) => this.lists.list(list, keptIds(context, field)))]);
    return {
      baseCurrency: base,
      // A customer that was given the base currency by name keeps it by name, so it is offered then.
      currencies: codes
        .filter((code) => code !== base || typedText(context.base.finance ?? {}, 'currency') === base)
        .map((code) => ({ value: code, label: `${code} · ${names.get(code) ?? code}` })),
      discountKinds: DISCOUNT_KINDS.map((kind) => ({ value: kind, label: this.texts.t(context.language, `customers.discountKinds.${kind}`) })),
      taxRates: lists[0], paymentModes: lists[1], staff: lists[2],
    };
  }

  async read(body: unknown, context: StepContext): Promise<FormResult<InputPart>> {
    const result = readForm(FinanceForm, body);
    const { typed } = result;
    const currency = typedText(typed, 'currency');
    const discount = ['before_tax', 'after_tax'].includes(typedText(typed, 'discountKind'));
    const checked = withErrors(result, {
      currency: currency === '' || (await this.lists.currencies()).includes(currency) ? null : NOT_IN_LIST,
      discountPercent: discount && typedText(typed, 'discountPercent') === '' ? MISSING : null,
      ...Object.fromEntries(await Promise.all(LISTED.map(async ([field, list]) => [field, await this.listProblem(list, typedText(typed, field), keptIds(context, field))] as const))),
    });
    if (!checked.ok) return checked;
    return { ok: true, typed, value: { details: { ...checked.value, discountPercent: discount ? checked.value.discountPercent : null } } };
  }

  contribute(value: InputPart): InputPart {
    return value;
  }

  private async listProblem(list: ListName, id: string, kept: readonly string[]) {
    if (id === '') return null;
    return /^[1-9]\d{0,18}$/.test(id) && (await this.lists.allowed(list, [id], kept)) ? null : NOT_IN_LIST;
  }
}

/** What the customer has already stays to be chosen, active or not. */
function keptIds(context: StepContext, field: string): string[] {
  const id = typedText(context.base.finance ?? {}, field);
  return id === '' ? [] : [id];
}
