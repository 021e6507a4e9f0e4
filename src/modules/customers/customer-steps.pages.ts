import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { Clock } from '../../kernel/clock/clock';
import { inTransaction } from '../../kernel/db/transaction';
import { PICTURE } from '../../kernel/files/picture-encoder';
import { Pictures } from '../../kernel/files/pictures';
import type { FieldErrors, FormResult } from '../../kernel/forms/read-form';
import { BadRequest, NotFound } from '../../kernel/http/errors';
import type { Post } from '../../kernel/http/post';
import { page, redirectTo, type Reply } from '../../kernel/http/reply';
import type { UploadedFile } from '../../kernel/http/upload.interceptor';
import { Texts } from '../../kernel/i18n/texts';
import { fieldId } from '../../kernel/views/field-id';
import { SettingsStore } from '../settings/settings.store';
import { CustomerConflictPage } from './customer-conflict.page';
import { CustomerDraftSave, Stale, StepRefused, type StepValue } from './customer-draft.save';
import { CustomerDrafts, type CustomerDraft } from './customer-draft.service';
import { savesAt, stepAddress, stepPage, type CheckedStep } from './customer-steps.presenter';
import { CustomerSteps, type CustomerStep, type StepContext } from './customer-steps';

/** One sending of a step's form. */
export interface StepSending {
  readonly actor: StaffActor;
  readonly draft: CustomerDraft;
  readonly step: unknown;
  readonly body: object;
  readonly upload: UploadedFile | null;
  readonly post: Post;
}

interface Problems {
  readonly status: number;
  /** Errors at fields of the shown step that reading alone does not find. */
  readonly errors?: FieldErrors;
  readonly listOthers?: boolean;
}

/** Shows and takes the pages of the customer form, for making and for editing alike (CUS-8, CUS-18). */
@Injectable()
export class CustomerStepPages {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly texts: Texts,
    private readonly settings: SettingsStore,
    private readonly steps: CustomerSteps,
    private readonly drafts: CustomerDrafts,
    private readonly saving: CustomerDraftSave,
    private readonly pictures: Pictures,
    private readonly conflicts: CustomerConflictPage,
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
      }, this.texts),
      { status: problems.status },
    );
  }

  async take(sending: StepSending): Promise<Reply> {
    const { actor, body, post } = sending;
    if (sending.draft.data.saved !== undefined) return redirectTo(await this.saving.again(post, sending.draft.data.saved));
    const before = this.context(actor, sending.draft);
    const steps = this.steps.for(before);
    const step = stepOf(steps, sending.step);
    const action = actionOf(body);
    const read = await step.read(body, before);
    const { draft, problem } = await this.withPicture(typedInto(sending.draft, step, read), step, sending.upload, action);
    if (problem) return this.keepAndShow(sending, draft, step, { picture: problem });
    return this.act({ ...sending, draft }, steps, step, action, read);
  }

  private async act(sending: StepSending, steps: readonly CustomerStep[], step: CustomerStep, action: string, read: FormResult<unknown>): Promise<Reply> {
    const { draft } = sending;
    const at = steps.indexOf(step);
    if (action === 'previous') return this.goOn(sending, draft, steps[Math.max(0, at - 1)].key);
    if (action === 'remove-picture') return this.goOn(sending, draft, step.key);
    const checked = withChecked(draft, [step.key]);
    if (action.startsWith('go:')) return this.goOn(sending, checked, stepOf(steps, action.slice(3)).key);
    if (action === 'next' && at < steps.length - 1) return read.ok ? this.goOn(sending, checked, steps[at + 1].key) : this.keepAndShow(sending, checked, step);
    if (action === 'save' || action === 'next') {
      if (!savesAt(step, draft.subjectId !== null)) throw new BadRequest();
      return this.save({ ...sending, draft: checked }, step);
    }
    return this.ownButton(sending, step, action);
  }

  /** A button that belongs to the step, such as adding a group: the same step again, changed by it. */
  private async ownButton(sending: StepSending, step: CustomerStep, action: string): Promise<Reply> {
    const context = this.context(sending.actor, sending.draft);
    const done = await step.act?.(action, sending.draft.data.typed[step.key], context);
    if (!done) throw new BadRequest();
    const draft = { ...sending.draft, data: { ...sending.draft.data, typed: { ...sending.draft.data.typed, [step.key]: done.typed } } };
    if (done.errors) return this.keepAndShow(sending, draft, step, done.errors);
    return this.goOn(sending, draft, step.key, done.field);
  }

  /** Saves the whole. What is wrong in other steps is listed with links to them. */
  async save(sending: Omit<StepSending, 'step' | 'body' | 'upload'>, step: CustomerStep | null): Promise<Reply> {
    const { actor, post } = sending;
    const context = this.context(actor, sending.draft);
    const all = this.steps.for(context);
    const steps = all.filter((one) => !one.optional || one.key in sending.draft.data.typed);
    const draft = await this.drafts.keep(withChecked(sending.draft, steps.map(({ key }) => key)));
    if (draft?.id == null) return this.savedMeanwhile(sending);
    const results = await Promise.all(steps.map(async (one) => ({ step: one, result: await this.read(one, context) })));
    const bad = results.find(({ result }) => !result.ok);
    if (bad) return this.show(actor, draft, (step ?? bad.step).key, { status: 422, listOthers: true });
    const values: StepValue[] = results.flatMap(({ step: one, result }) => (result.ok ? [{ step: one, value: result.value }] : []));
    try {
      const location = await this.saving.run(actor, post, { ...draft, id: draft.id }, values, context.pictureId);
      return redirectTo(location, { key: draft.subjectId === null ? 'customers.flash.created' : 'customers.flash.saved', params: { name: nameIn(context.typed.general ?? context.base.general ?? {}) } });
    } catch (error) {
      if (error instanceof Stale) return this.conflicts.show(draft, context);
      if (error instanceof StepRefused) return this.showRefused(actor, draft, context, all, error);
      throw error;
    }
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

  private async read(step: CustomerStep, context: StepContext): Promise<FormResult<unknown>> {
    return step.read(context.typed[step.key] ?? (await step.preset(context)), context);
  }

  private async check(step: CustomerStep, context: StepContext): Promise<CheckedStep> {
    const result = await this.read(step, context);
    return { step, errors: result.ok ? {} : result.errors };
  }

  private async withPicture(draft: CustomerDraft, step: CustomerStep, upload: UploadedFile | null, action: string) {
    if (action === 'remove-picture') return { draft: { ...draft, data: { ...draft.data, pictureId: null } }, problem: null };
    if (!upload || step.key !== 'general') return { draft, problem: null };
    const kept = await this.pictures.keep(upload, PICTURE);
    if (!kept.ok) return { draft, problem: kept.problem };
    const pictureId = await inTransaction(this.dataSource, (tx) => this.pictures.record(tx, kept.picture, this.clock.now()));
    return { draft: { ...draft, data: { ...draft.data, pictureId } }, problem: null };
  }

  private async goOn(sending: StepSending, draft: CustomerDraft, step: string, field?: string): Promise<Reply> {
    const kept = await this.drafts.keep(draft);
    if (!kept) return this.savedMeanwhile(sending);
    return redirectTo(`${stepAddress(kept, step)}${field === undefined ? '' : `#${fieldId(field)}`}`);
  }

  private async keepAndShow(sending: StepSending, draft: CustomerDraft, step: CustomerStep, errors?: FieldErrors): Promise<Reply> {
    const kept = await this.drafts.keep(draft);
    return kept ? this.show(sending.actor, kept, step.key, { status: 422, errors }) : this.savedMeanwhile(sending);
  }

  private async savedMeanwhile({ actor, draft, post }: Pick<StepSending, 'actor' | 'draft' | 'post'>): Promise<Reply> {
    if (draft.id === null) throw new NotFound();
    const { data } = await this.drafts.find(actor, draft.id, draft.subjectId);
    return redirectTo(await this.saving.again(post, data.saved ?? '/admin/customers'));
  }

  private showRefused(actor: StaffActor, draft: CustomerDraft, context: StepContext, steps: readonly CustomerStep[], { step, refusal }: StepRefused): Promise<Reply> {
    const at = steps.find(({ key, contribute }) => (step === null ? contribute && refusal.field in (context.typed[key] ?? context.base[key] ?? {}) : key === step));
    return this.show(actor, draft, (at ?? steps[0]).key, { status: 422, errors: { [refusal.field]: refusal.reason } });
  }
}

function stepOf(steps: readonly CustomerStep[], key: unknown): CustomerStep {
  const step = key === undefined ? steps[0] : steps.find((one) => one.key === key);
  if (!step) throw new NotFound();
  return step;
}

/** Which button was pressed. Without one (a form sent by a program) it is the one that goes on. */
function actionOf(body: object): string {
  const pressed: unknown = Reflect.get(body, 'do');
  if (pressed === undefined) return 'next';
  if (typeof pressed !== 'string' || pressed.length > 40) throw new BadRequest();
  return pressed;
}

function typedInto(draft: CustomerDraft, step: CustomerStep, read: FormResult<unknown>): CustomerDraft {
  return { ...draft, data: { ...draft.data, typed: { ...draft.data.typed, [step.key]: read.typed } } };
}

function withChecked(draft: CustomerDraft, keys: readonly string[]): CustomerDraft {
  return { ...draft, data: { ...draft.data, checked: [...new Set([...draft.data.checked, ...keys])] } };
}

/** How the customer is called by what stands in the fields. */
export function nameIn(general: Readonly<Record<string, unknown>>): string {
  const text = (name: string): string => String(general[name] ?? '').trim();
  if (text('type') !== 'person') return text('companyName');
  return [text('firstName'), text('middleName'), text('lastName')].filter(Boolean).join(' ');
}
