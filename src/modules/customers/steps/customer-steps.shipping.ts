import { readForm, type FormResult, type Typed } from '../../../kernel/forms/read-form';
import { BadRequest } from '../../../kernel/http/errors';
import { isId } from '../../../kernel/http/id-param';
import type { Message } from '../../../kernel/i18n/message';
import type { ShippingAddressInput } from '../customer-input';
import { SHIPPING_FIELDS } from '../customer-snapshot';
import { countryProblem, NOT_IN_LIST, stateName, typedText, withErrors } from './customer-steps.read';
import { ShippingAddressForm } from './customer.form';

/** Rows of an address book that one form takes. */
export const MOST_ROWS = 50;

const FIELD = /^shipping\.(\d{1,2})\.([a-z]+)$/;

type Row = Record<(typeof SHIPPING_FIELDS)[number], string>;

/** The rows of the address book as they were sent or kept, in their order. @throws BadRequest for what is no text. */
export function shippingRows(body: unknown): Row[] {
  const rows = new Map<number, Partial<Row>>();
  for (const [name, value] of Object.entries(typeof body === 'object' && body !== null ? body : {})) {
    const [, index, field] = FIELD.exec(name) ?? [];
    const known = SHIPPING_FIELDS.find((one) => one === field);
    if (!known) continue;
    if (typeof value !== 'string' || value.length > 1_000) throw new BadRequest();
    rows.set(Number(index), { ...rows.get(Number(index)), [known]: value });
  }
  return [...rows].sort(([one], [other]) => one - other).map(([, row]) => ({ ...EMPTY_ROW, ...row }));
}

export const EMPTY_ROW: Row = { id: '', name: '', country: '', state: '', city: '', postcode: '', street: '' };

/** The rows as fields again, numbered without gaps. */
export function shippingFields(rows: readonly Row[]): Typed {
  return Object.fromEntries(rows.flatMap((row, index) => SHIPPING_FIELDS.map((name) => [`shipping.${index}.${name}`, row[name]])));
}

/** Checks every row; messages carry the row's field names. */
export function readShipping(rows: readonly Row[], defaultIndex: number, kept: readonly Row[], language: string): { rows: ShippingAddressInput[]; errors: Record<string, Message> } {
  const errors: Record<string, Message> = {};
  const read = rows.map((row, index) => {
    const result = readRow(row, kept.find(({ id }) => id !== '' && id === row.id), language);
    if (!result.ok) for (const [name, message] of Object.entries(result.errors)) errors[`shipping.${index}.${name}`] = message;
    return { ...(result.ok ? result.value : new ShippingAddressForm()), isDefault: index === defaultIndex };
  });
  return { rows: read, errors };
}

function readRow(row: Row, kept: Row | undefined, language: string): FormResult<ShippingAddressForm> {
  const result = readForm(ShippingAddressForm, row);
  const { typed } = result;
  const state = stateName(typedText(typed, 'country'), typedText(typed, 'state'), { country: kept?.country ?? '', state: kept?.state ?? '' }, language);
  const checked = withErrors(result, { country: countryProblem(typedText(typed, 'country')), state: state === null ? NOT_IN_LIST : null });
  if (!checked.ok) return checked;
  return { ...checked, value: { ...checked.value, id: isId(checked.value.id) ? checked.value.id : null, state: state || null } };
}
