import type { Typed } from '../../../kernel/forms/read-form';
import type { TypedSteps } from '../customer-snapshot';

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
/** Kind and names, when somebody changed the kind: the names of one kind mean nothing to the other. */
export const KIND_FIELD = 'kindAndName';
/** A discount's kind and per cent. */
export const DISCOUNT_FIELD = 'discount';

const KIND_PARTS = ['type', 'companyName', 'title', 'firstName', 'middleName', 'lastName'];
const DISCOUNT_PARTS = ['discountKind', 'discountPercent'];
/** Fields that stand in the form only. */
const PASSING: ReadonlySet<string> = new Set(['newGroup', 'insight']);

/** What two people made of the same customer, field by field (CUS-18). */
export function differences(base: TypedSteps, mine: TypedSteps, theirs: TypedSteps): Difference[] {
  const whole = kindDiffers(base, mine, theirs);
  return Object.keys(base).flatMap((step) => {
    const [old, ours, others] = [base[step], mine[step] ?? base[step], theirs[step] ?? {}].map((typed) => fieldsOf(typed, whole));
    return [...old.keys()].flatMap((field) => {
      const [before, my, their] = [old, ours, others].map((fields): FieldValue => fields.get(field) ?? '');
      const kind = kindOf(same(before, my), same(before, their), same(my, their));
      return kind ? [{ step, field, before, mine: my, theirs: their, kind }] : [];
    });
  });
}

/** The version that both sides make together; in a collision the chosen side wins, mine unless said otherwise. */
export function merged(base: TypedSteps, mine: TypedSteps, theirs: TypedSteps, chosen: (field: string) => Side): TypedSteps {
  const whole = kindDiffers(base, mine, theirs);
  const takeMine = new Set(
    differences(base, mine, theirs)
      .filter(({ kind, field }) => kind === 'mine' || (kind === 'collision' && chosen(field) === 'mine'))
      .map(({ step, field }) => `${step}.${field}`),
  );
  return Object.fromEntries(
    Object.keys(base).map((step) => {
      const [ours, others] = [mine[step] ?? base[step], theirs[step]];
      const fields = [...fieldsOf(others, whole).keys()].map((field) => fieldPart(takeMine.has(`${step}.${field}`) ? ours : others, field));
      return [step, Object.assign({}, ...fields)];
    }),
  );
}

/** True when no field differs. */
export function sameSteps(one: TypedSteps, other: TypedSteps): boolean {
  return differences(one, other, one).length === 0 && Object.keys(one).every((step) => step in other);
}

/** The rows of an address book as one text each, the default one marked; and whether it rests. */
export function shippingTexts(typed: Typed): string[] {
  const rows = new Map<string, string[]>();
  for (const [name, value] of Object.entries(typed)) {
    const [, index, field] = /^shipping\.(\d+)\.([a-z]+)$/.exec(name) ?? [];
    if (index !== undefined) rows.set(index, [...(rows.get(index) ?? []), `${field}=${String(value)}`]);
  }
  const texts = [...rows].map(([index, parts]) => [...parts.sort(), index === typed.shippingDefault ? 'default' : ''].join('\n'));
  return typed.sameShipping ? ['same', ...texts] : texts;
}

function kindDiffers(...versions: readonly TypedSteps[]): boolean {
  return new Set(versions.map(({ general }) => general?.type ?? '')).size > 1;
}

/** The fields of a step, those that belong together as one. */
function fieldsOf(typed: Typed, wholeKind: boolean): Map<string, FieldValue> {
  const fields = new Map<string, FieldValue>();
  for (const [name, value] of Object.entries(typed)) {
    const field = fieldNamed(name, wholeKind);
    if (field === SHIPPING_FIELD) fields.set(field, shippingTexts(typed));
    else if (field === KIND_FIELD || field === DISCOUNT_FIELD) fields.set(field, [...(fields.get(field) ?? []), `${name}=${String(value)}`]);
    else if (!PASSING.has(field)) fields.set(field, value);
  }
  return fields;
}

function fieldNamed(name: string, wholeKind: boolean): string {
  if (name === 'sameShipping' || name === 'shippingDefault' || name.startsWith('shipping.')) return SHIPPING_FIELD;
  if (DISCOUNT_PARTS.includes(name)) return DISCOUNT_FIELD;
  return wholeKind && KIND_PARTS.includes(name) ? KIND_FIELD : name;
}

function fieldPart(typed: Typed, field: string): Typed {
  const whole = field === KIND_FIELD;
  return Object.fromEntries(Object.entries(typed).filter(([name]) => fieldNamed(name, whole) === field));
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
