import { Injectable } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import type { FieldErrors, FormResult } from '../../../kernel/forms/read-form';
import { NotFound } from '../../../kernel/http/errors';
import { page, redirectTo, type Reply } from '../../../kernel/http/reply';
import { Texts } from '../../../kernel/i18n/texts';
import { SettingsStore } from '../../settings/settings.store';
import { CustomerDrafts, type CustomerDraft } from './customer-draft.service';
import { CustomerEditQueries } from './customer-edit.queries';
import { stepPage, type CheckedStep } from './customer-steps.presenter';
import { CustomerSteps, type CustomerStep, type StepContext } from './customer-steps';

/** What is wrong with a step that is shown again. */
export interface Problems {
  readonly status: number;
  /** Errors at fields of the shown step that reading alone does not find. */
  readonly errors?: FieldErrors;
  readonly listOthers?: boolean;
}

/** Shows the pages of the customer form, for making and for editing alike (CUS-8, CUS-18). */
@Injectable()
export class CustomerStepPages {
  constructor(
    private readonly texts: Texts,
    private readonly settings: SettingsStore,
    private readonly steps: CustomerSteps,
    private readonly drafts: CustomerDrafts,
    private readonly edit: CustomerEditQueries,
  ) {}

  async show(actor: StaffActor, draft: CustomerDraft, stepKey: unknown, problems: Problems = { status: 200 }): Promise<Reply> {
    if (draft.data.saved !== undefined) return redirectTo(draft.data.saved);
    const context = this.context(actor, draft);
    const steps = this.steps.for(context);
    const step = stepOf(steps, stepKey);
    const typed = draft.data.typed[step.key] ?? (await step.preset(context));
    const checked = await Promise.all(steps.filter(({ key }) => draft.data.checked.includes(key)).map((one) => this.check(one, context)));
    const own = checked.find((one) => one.step === step)?.errors ?? {};
    const errors = { ...own, ...problems.errors };
    return page(
      step.view,
      stepPage({
        draft, steps, step, typed, errors, language: context.language,
        customer: draft.base && { name: nameIn(draft.base.general), number: String(draft.base.general.number) },
        checked: checked.some((one) => one.step === step) || !problems.errors ? checked.map((one) => (one.step === step ? { step, errors } : one)) : [...checked, { step, errors }],
        listOthers: problems.listOthers === true,
        mayAlwaysSave: draft.subjectId !== null,
        choices: await step.choices(context, typed),
        seal: this.drafts.sealed(draft),
        lastEdit: draft.subjectId === null ? null : await this.edit.lastEdit(draft.subjectId),
      }, this.texts),
      { status: problems.status },
    );
  }

  /** What the steps make of a draft. */
  context(actor: StaffActor, draft: CustomerDraft): StepContext {
    const base = draft.base ?? {};
    const { pictureId } = draft.data;
    const basePicture = typeof base.general?.pictureId === 'string' && base.general.pictureId !== '' ? base.general.pictureId : null;
    return {
      actor, base,
      language: this.texts.language(actor.language ?? this.settings.all().language).code,
      customerId: draft.subjectId,
      typed: draft.data.typed,
      pictureId: pictureId === undefined ? basePicture : pictureId,
    };
  }

  /** Reads a step as it was typed, or as it stands untouched. */
  async read(step: CustomerStep, context: StepContext): Promise<FormResult<unknown>> {
    return step.read(context.typed[step.key] ?? (await step.preset(context)), context);
  }

  private async check(step: CustomerStep, context: StepContext): Promise<CheckedStep> {
    const result = await this.read(step, context);
    return { step, errors: result.ok ? {} : result.errors };
  }

}

/** @throws NotFound for a step that there is none of. */
export function stepOf(steps: readonly CustomerStep[], key: unknown): CustomerStep {
  const step = key === undefined ? steps[0] : steps.find((one) => one.key === key);
  if (!step) throw new NotFound();
  return step;
}

/** How the customer is called by what stands in the fields. */
export function nameIn(general: Readonly<Record<string, unknown>>): string {
  const text = (name: string): string => String(general[name] ?? '').trim();
  if (text('type') !== 'person') return text('companyName');
  return [text('firstName'), text('middleName'), text('lastName')].filter(Boolean).join(' ');
}
