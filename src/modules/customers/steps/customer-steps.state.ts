import { fieldId } from '../../../kernel/views/field-id';
import { isCountry } from '../../../kernel/reference/countries';
import { resolveSubdivision, subdivisions } from '../../../kernel/reference/subdivisions';
import type { Choice } from '../../../kernel/views/form';

/** A state field and the country field that rules it. */
export interface StateField {
  readonly name: string;
  /** Key of the label. */
  readonly label: string;
  readonly country: string;
  readonly countryLabel: string;
  /** Id of the part of the page that changes with the country, and where the changed one comes from. */
  readonly at: string;
  readonly source: string;
  /** The states of the country; empty: the state is a plain text. */
  readonly options: readonly Choice[];
}

const FIELDS = /^(?:(shipping\.\d{1,2}\.)state|state|billingState)$/;

/** True for the name of one of the state fields of the address step. */
export function isStateField(name: string): boolean {
  return FIELDS.test(name);
}

/** The country field beside a state field. */
export function countryOf(stateName: string): string {
  return stateName.replace(/state$/, 'country').replace(/State$/, 'Country');
}

/** A state field for the country chosen beside it. What it holds already is among its choices, whatever the list says. */
export function stateField({ name, country, state }: { name: string; country: string; state: string }, language: string): StateField {
  const label = (field: string): string => `customers.fields.${field.replace(/^shipping\.\d+\./, '')}`;
  return {
    name, label: label(name), country: countryOf(name), countryLabel: label(countryOf(name)), at: `at-${fieldId(name)}`,
    source: `/admin/customers/steps/state?name=${encodeURIComponent(name)}`, options: states(country, state, language),
  };
}

function states(country: string, state: string, language: string): Choice[] {
  const list = isCountry(country) ? subdivisions(country, language) : [];
  if (list.length === 0) return [];
  const code = state === '' ? null : resolveSubdivision(country, state);
  // The list's own spelling is shown for what was typed or imported in another.
  const options = list.map((one) => ({ value: one.code === code ? state : one.name, label: one.name }));
  return state === '' || options.some(({ value }) => value === state) ? options : [{ value: state, label: state }, ...options];
}
