import { Injectable } from '@nestjs/common';
import { sha256 } from '../../../kernel/auth/digest';
import type { Typed } from '../../../kernel/forms/read-form';
import { page, type Reply } from '../../../kernel/http/reply';
import { Texts } from '../../../kernel/i18n/texts';
import { differences, merged, type Side } from './customer-conflict';
import { ConflictWords } from './customer-conflict.words';
import { customerInput, type StepValue } from './customer-draft.save';
import type { CustomerDraft } from './customer-draft.service';
import { CustomerEditQueries } from './customer-edit.queries';
import { typedSteps, type CustomerSnapshot, type TypedSteps } from '../customer-snapshot';
import { CustomerSteps, type StepContext } from './customer-steps';

/** Both versions of a customer side by side, when somebody else saved while it was being edited (CUS-18, ui.md 11). */
@Injectable()
export class CustomerConflictPage {
  constructor(
    private readonly texts: Texts,
    private readonly steps: CustomerSteps,
    private readonly edit: CustomerEditQueries,
    private readonly words: ConflictWords,
  ) {}

  async show(draft: CustomerDraft, context: StepContext): Promise<Reply> {
    const id = String(draft.subjectId);
    const theirs = await this.edit.read(id);
    const mine = await this.mine(context);
    const found = differences(draft.base ?? {}, mine, typedSteps(theirs));
    const last = await this.edit.lastEdit(id);
    const t = (key: string, params?: Record<string, string | number>): string => this.texts.t(context.language, key, params);
    const who = last?.by ?? t('customers.conflict.somebody');
    const rows = await this.words.rows(found, context.language);
    const collisions = found.filter(({ kind }) => kind === 'collision').length;
    return page(
      'customers/conflict',
      {
        title: t('customers.conflict.title', { who }), who, savedAt: last?.at ?? null, rows, collisions, kept: found.length - collisions,
        action: `/admin/customers/${id}/edit/${draft.id}/conflict`, customer: { id, name: theirs.name, href: `/admin/customers/${id}` }, seen: seenOf(theirs),
        crumbs: [{ label: t('customers.title'), href: '/admin/customers' }, { label: theirs.name, href: `/admin/customers/${id}` }, { label: t('customers.steps.editCrumb') }],
      },
      { status: 409 },
    );
  }

  /**
   * The draft on top of what the other saved, with the chosen side of each collision.
   * @returns null when the customer has changed again since the page was shown.
   */
  async rebase(draft: CustomerDraft, context: StepContext, seen: unknown, chosen: (field: string) => Side): Promise<CustomerDraft | null> {
    const theirs = await this.edit.read(String(draft.subjectId));
    if (seen !== seenOf(theirs)) return null;
    const base = typedSteps(theirs);
    const both = merged(draft.base ?? {}, await this.mine(context), base, chosen);
    const { pictureId } = both.general;
    const typed = { ...draft.data.typed, ...both };
    return { ...draft, base, subjectVersion: theirs.version, data: { ...draft.data, typed, pictureId: typeof pictureId === 'string' && pictureId !== '' ? pictureId : null } };
  }

  /** My version in the words in which the stored ones are compared; a step with a mistake in it as it was typed. */
  private async mine(context: StepContext): Promise<TypedSteps> {
    const own = this.steps.for(context).filter(({ contribute }) => contribute);
    const read = await Promise.all(own.map(async (step) => ({ step, result: await step.read(context.typed[step.key] ?? context.base[step.key], context) })));
    const values: StepValue[] = read.flatMap(({ step, result }) => (result.ok ? [{ step, value: result.value }] : []));
    const said = typedSteps(customerInput(values, context.pictureId));
    const general = { pictureId: context.pictureId ?? '' };
    return Object.fromEntries(
      read.map(({ step: { key }, result }) => {
        const typed: Typed = result.ok ? said[key] : { ...context.base[key], ...result.typed };
        return [key, key === 'general' ? { ...typed, ...general } : key === 'address' && typed.sameShipping ? withKeptBook(typed, context.base[key]) : typed];
      }),
    );
  }
}

/** While the same address serves for shipping, the address book rests as it is. */
function withKeptBook(typed: Typed, base: Typed): Typed {
  const isBook = ([name]: [string, unknown]): boolean => name === 'shippingDefault' || name.startsWith('shipping.');
  return Object.fromEntries([...Object.entries(typed).filter((entry) => !isBook(entry)), ...Object.entries(base).filter(isBook)]);
}

/** Which state of the customer a page was made from; its groups and addresses change without its version. */
function seenOf(customer: CustomerSnapshot): string {
  return sha256(JSON.stringify([customer.version, typedSteps(customer)]));
}
