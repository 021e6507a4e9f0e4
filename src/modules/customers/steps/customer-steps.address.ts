import { Injectable } from '@nestjs/common';
import { readForm, type FormResult, type Typed } from '../../../kernel/forms/read-form';
import { countries } from '../../../kernel/reference/countries';
import { SettingsStore } from '../../settings/settings.store';
import { EMPTY_DETAILS } from '../customer-details';
import { SHIPPING_FIELDS, typedSteps } from '../customer-snapshot';
import { stateField, type StateField } from './customer-steps.state';
import type { CustomerStep, InputPart, StepAct, StepContext } from './customer-steps';
import { countryProblem, NOT_IN_LIST, stateName, typedText, withErrors } from './customer-steps.read';
import { EMPTY_ROW, MOST_ROWS, readShipping, shippingFields, shippingRows } from './customer-steps.shipping';
import { AddressForm } from './customer.form';

const COPIED = [['billingCountry', 'country'], ['billingState', 'state'], ['billingCity', 'city'], ['billingPostcode', 'postcode'], ['billingStreet', 'street']] as const;

/** Step Address: main, billing and shipping addresses (CUS-11, CUS-12). */
@Injectable()
export class AddressStep implements CustomerStep<InputPart> {
  readonly key = 'address';
  readonly title = 'customers.steps.address.title';
  readonly hint = 'customers.steps.address.hint';
  readonly view = 'customers/steps/address';
  readonly labels = 'customers.fields';
  readonly order = 30;
  readonly optional = false;

  constructor(private readonly settings: SettingsStore) {}

  async preset(context: StepContext): Promise<Typed> {
    if (context.base.address) return context.base.address;
    const details = { ...EMPTY_DETAILS, country: this.settings.all().defaultCountry || null };
    return typedSteps({ details, number: null, groupIds: [], productIds: [], shippingAddresses: [] }).address;
  }

  async choices(context: Pick<StepContext, 'language'>, typed: Typed): Promise<object> {
    const field = (prefix: string, country: string, state: string): StateField => stateField({ name: prefix, country, state }, context.language);
    const rows = withOneRow(shippingRows(typed));
    return {
      countries: countries(context.language).map(({ code, name }) => ({ value: code, label: name })),
      state: field('state', typedText(typed, 'country'), typedText(typed, 'state')),
      billingState: field('billingState', typedText(typed, 'billingCountry'), typedText(typed, 'billingState')),
      rows: rows.map((row, index) => ({
        index: String(index), no: index + 1, only: rows.length === 1, id: row.id,
        isDefault: Number(typedText(typed, 'shippingDefault') || '0') === index,
        names: Object.fromEntries(SHIPPING_FIELDS.map((name) => [name, `shipping.${index}.${name}`])),
        state: field(`shipping.${index}.state`, row.country, row.state),
      })),
      mayAddRow: rows.length < MOST_ROWS,
    };
  }

  async read(body: unknown, context: Pick<StepContext, 'base' | 'language'>): Promise<FormResult<InputPart>> {
    const main = readForm(AddressForm, body);
    const rows = shippingRows(body).slice(0, MOST_ROWS);
    const typed = { ...main.typed, ...shippingFields(rows) };
    const base = context.base.address ?? {};
    const state = stateName(typedText(typed, 'country'), typedText(typed, 'state'), { country: typedText(base, 'country'), state: typedText(base, 'state') }, context.language);
    const billingState = stateName(typedText(typed, 'billingCountry'), typedText(typed, 'billingState'), { country: typedText(base, 'billingCountry'), state: typedText(base, 'billingState') }, context.language);
    const same = typedText(typed, 'sameShipping') !== '';
    const book = same ? { rows: [], errors: {} } : readShipping(withOneRow(rows), Number(typedText(typed, 'shippingDefault') || '0'), shippingRows(base), context.language);
    const checked = withErrors({ ...main, typed }, {
      country: countryProblem(typedText(typed, 'country')),
      state: state === null ? NOT_IN_LIST : null,
      billingCountry: countryProblem(typedText(typed, 'billingCountry')),
      billingState: billingState === null ? NOT_IN_LIST : null,
      ...book.errors,
    });
    if (!checked.ok) return checked;
    const { shippingDefault: _row, ...details } = checked.value;
    return { ok: true, typed, value: { details: { ...details, state: state || null, billingState: billingState || null }, shippingAddresses: book.rows } };
  }

  contribute(value: InputPart): InputPart {
    return value;
  }

  async act(action: string, typed: Typed): Promise<StepAct | null> {
    if (action === 'show-states') return { typed };
    if (action === 'copy-billing') return { typed: { ...typed, ...Object.fromEntries(COPIED.map(([to, from]) => [to, typedText(typed, from)])) }, field: 'billingCountry' };
    const rows = withOneRow(shippingRows(typed));
    if (action === 'add-address' && rows.length < MOST_ROWS) {
      return { typed: { ...typed, sameShipping: '', ...shippingFields([...rows, EMPTY_ROW]) }, field: `shipping.${rows.length}.name` };
    }
    const [, removed] = /^remove-address-(\d{1,2})$/.exec(action) ?? [];
    if (removed === undefined) return action === 'add-address' ? { typed } : null;
    return { typed: without(typed, rows, Number(removed)), field: 'shipping' };
  }
}

/** The book always shows a row to fill in. */
function withOneRow(rows: ReturnType<typeof shippingRows>): ReturnType<typeof shippingRows> {
  return rows.length > 0 ? rows : [EMPTY_ROW];
}

function without(typed: Typed, rows: ReturnType<typeof shippingRows>, removed: number): Typed {
  const others = Object.fromEntries(Object.entries(typed).filter(([name]) => !name.startsWith('shipping.')));
  const chosen = Number(typedText(typed, 'shippingDefault') || '0');
  const moved = chosen === removed ? 0 : chosen > removed ? chosen - 1 : chosen;
  return { ...others, shippingDefault: String(moved), ...shippingFields(rows.filter((_, index) => index !== removed)) };
}
