import type { Typed } from '../../kernel/forms/read-form';
import type { TypedSteps } from './customer-snapshot';

export type FieldValue = string | readonly string[];

/**
 * - `mine`, `theirs`: one side changed it, and that is kept;
 * - `both`: both changed it to the same;
 * - `collision`: both changed it, differently: a person chooses.
 */
export type ChangeKind = 'mine' | 'theirs' | 'both' | 'collision';

export interface Difference {
  readonly step: string;
  readonly field: string;
  readonly before: FieldValue;
  readonly mine: FieldValue;
  readonly theirs: FieldValue;
  readonly kind: ChangeKind;
}

export type Side = 'mine' | 'theirs';

/** The whole address book is one field: its rows belong together. */
export const SHIPPING_FIELD = 'shippingAddresses';
/** Fields that stand in the form only. */
const PASSING: ReadonlySet<string> = new Set(['newGroup', 'insight']);

/** What two people made of the same customer, field by field (CUS-18). */
export function differences(base: TypedSteps, mine: TypedSteps, theirs: TypedSteps): Difference[] {
  return Object.keys(base).flatMap((step) => {
    const [old, ours, others] = [fieldsOf(base[step]), fieldsOf(mine[step] ?? base[step]), fieldsOf(theirs[step] ?? {})];
    return [...old.keys()].flatMap((field) => {
      const [before, my, their] = [old, ours, others].map((fields): FieldValue => fields.get(field) ?? '');
      const kind = kindOf(same(before, my), same(before, their), same(my, their));
      return kind ? [{ step, field, before, mine: my, theirs: their, kind }] : [];
    });
  });
}

/** The version that both sides make together; in a collision the chosen side wins, mine unless said otherwise. */
export function merged(base: TypedSteps, mine: TypedSteps, theirs: TypedSteps, chosen: (field: string) => Side): TypedSteps {
  const takeMine = new Set(
    differences(base, mine, theirs)
      .filter(({ kind, field }) => kind === 'mine' || (kind === 'collision' && chosen(field) === 'mine'))
      .map(({ step, field }) => `${step}.${field}`),
  );
  return Object.fromEntries(
    Object.keys(base).map((step) => {
      const [ours, others] = [mine[step] ?? base[step], theirs[step]];
      const fields = [...fieldsOf(others).keys()].map((field) => fieldPart(takeMine.has(`${step}.${field}`) ? ours : others, field));
      return [step, Object.assign({}, ...fields)];
    }),
  );
}

/** True when no field differs. */
export function sameSteps(one: TypedSteps, other: TypedSteps): boolean {
  return differences(one, other, one).length === 0 && Object.keys(one).every((step) => step in other);
}

/** The rows of an address book as one text each, the default one marked. */
export function shippingTexts(typed: Typed): string[] {
  const rows = new Map<string, string[]>();
  for (const [name, value] of Object.entries(typed)) {
    const [, index, field] = /^shipping\.(\d+)\.([a-z]+)$/.exec(name) ?? [];
    if (index !== undefined) rows.set(index, [...(rows.get(index) ?? []), `${field}=${String(value)}`]);
  }
  return [...rows].map(([index, parts]) => [...parts.sort(), index === typed.shippingDefault ? 'default' : ''].join('\n'));
}

function fieldsOf(typed: Typed): Map<string, FieldValue> {
  const plain = Object.entries(typed).filter(([name]) => !isShipping(name) && !PASSING.has(name));
  const book: [string, FieldValue][] = 'shippingDefault' in typed ? [[SHIPPING_FIELD, shippingTexts(typed)]] : [];
  return new Map([...plain, ...book]);
}

function fieldPart(typed: Typed, field: string): Typed {
  if (field !== SHIPPING_FIELD) return { [field]: typed[field] ?? '' };
  return Object.fromEntries(Object.entries(typed).filter(([name]) => isShipping(name)));
}

function isShipping(name: string): boolean {
  return name === 'shippingDefault' || name.startsWith('shipping.');
}

function kindOf(keptMine: boolean, keptTheirs: boolean, alike: boolean): ChangeKind | null {
  if (keptMine && keptTheirs) return null;
  if (keptTheirs) return 'mine';
  if (keptMine) return 'theirs';
  return alike ? 'both' : 'collision';
}

function same(one: FieldValue, other: FieldValue): boolean {
  return JSON.stringify(normal(one)) === JSON.stringify(normal(other));
}

/** Sets in one order. An empty list and an empty text are both nothing. */
function normal(value: FieldValue): FieldValue {
  if (typeof value === 'string') return value;
  return value.length === 0 ? '' : [...value].sort();
}
