import { fieldId } from '../../../kernel/views/field-id';
import type { FieldErrors, Typed } from '../../../kernel/forms/read-form';
import type { Texts } from '../../../kernel/i18n/texts';
import type { CustomerDraft, BaseSeal } from './customer-draft.service';
import type { LastEdit } from './customer-edit.queries';
import type { CustomerStep } from './customer-steps';

/** A step that was checked, with what is wrong in it. */
export interface CheckedStep {
  readonly step: CustomerStep;
  readonly errors: FieldErrors;
}

interface Shown {
  readonly draft: CustomerDraft;
  readonly customer: { readonly name: string; readonly number: string } | null;
  readonly steps: readonly CustomerStep[];
  readonly step: CustomerStep;
  readonly typed: Typed;
  readonly errors: FieldErrors;
  /** The steps that were checked, the shown one too. */
  readonly checked: readonly CheckedStep[];
  /** Errors of other steps are listed: somebody asked to save. */
  readonly listOthers: boolean;
  readonly mayAlwaysSave: boolean;
  readonly choices: object;
  readonly seal: BaseSeal | null;
  readonly lastEdit: LastEdit | null;
  readonly language: string;
}

/** Address of a step of a draft, or of the form before it has one. */
export function stepAddress({ id, subjectId }: CustomerDraft, step: string): string {
  const form = subjectId === null ? '/admin/customers/new' : `/admin/customers/${subjectId}/edit`;
  return `${form}${id === null ? '' : `/${id}`}?step=${step}`;
}

/** Place of the step from which on a new customer can be saved: Address (CUS-8). */
const SAVES_FROM = 30;

/** True when the step has a Save button: on edit every one. */
export function savesAt(step: CustomerStep, mayAlwaysSave: boolean): boolean {
  return mayAlwaysSave || step.order >= SAVES_FROM;
}

/** What a page of the customer form shows (ui.md, 7). */
export function stepPage(shown: Shown, texts: Texts): object {
  const { draft, customer, steps, step, errors, checked, language } = shown;
  const t = (key: string, params?: Record<string, string | number>): string => texts.t(language, key, params);
  const at = steps.indexOf(step);
  const wrong = checked.filter((one) => Object.keys(one.errors).length > 0);
  const others = shown.listOthers ? wrong.filter((one) => one.step !== step) : [];
  const next = steps[at + 1];
  const save = savesAt(step, shown.mayAlwaysSave);
  return {
    form: { values: shown.typed, errors: others.length > 0 ? { ...errors, _: { key: 'customers.steps.otherSteps' } } : errors },
    choices: shown.choices,
    wizard: {
      title: customer ? t('customers.steps.editTitle', { name: customer.name }) : t('customers.steps.newTitle'),
      crumbs: [
        { label: t('customers.title'), href: '/admin/customers' },
        ...(customer ? [{ label: customer.name, href: `/admin/customers/${draft.subjectId}` }] : []),
        { label: t(customer ? 'customers.steps.editCrumb' : 'customers.steps.newCrumb') },
      ],
      action: stepAddress(draft, step.key),
      upload: step.key === 'general',
      cancel: customer ? `/admin/customers/${draft.subjectId}` : '/admin/customers',
      steps: steps.map((one, index) => ({
        no: index + 1, key: one.key, title: t(one.title), hint: t(one.hint), current: one === step,
        bad: wrong.some((bad) => bad.step === one),
        done: checked.some((done) => done.step === one && Object.keys(done.errors).length === 0),
        jump: one !== step && (draft.subjectId !== null || one.key in draft.data.typed),
      })),
      problems: [...problems({ step, errors }, '', t, texts, language), ...others.flatMap((one) => problems(one, stepAddress(draft, one.step.key), t, texts, language))],
      enter: next ? 'next' : 'save',
      previous: at > 0,
      next: next ? t('customers.steps.next', { step: t(next.title) }) : null,
      save,
      seal: shown.seal,
      lastEdit: shown.lastEdit && { by: t('customers.steps.version', { version: draft.subjectVersion ?? 1, who: shown.lastEdit.by }), at: shown.lastEdit.at },
    },
  };
}

/** One line of the summary for each error; `address` leads to another step, which is named then. */
function problems({ step, errors }: CheckedStep, address: string, t: (key: string, params?: Record<string, string | number>) => string, texts: Texts, language: string) {
  return Object.entries(errors).map(([name, message]) => {
    const [, row, field] = /^(?:[a-z]+)\.(\d+)\.(\w+)$/.exec(name) ?? [];
    const label = row === undefined ? t(`${step.labels}.${name}`) : t('customers.steps.shippingRow', { no: Number(row) + 1, field: t(`${step.labels}.${field}`) });
    const problem = texts.message(language, message);
    const text = address === '' ? t('common.form.problem', { field: label, problem }) : t('customers.steps.problemElsewhere', { step: t(step.title), field: label, problem });
    return { href: message.href ?? `${address}#${fieldId(name)}`, text };
  });
}
