import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { Clock } from '../../../kernel/clock/clock';
import { inTransaction } from '../../../kernel/db/transaction';
import { PICTURE } from '../../../kernel/files/picture-encoder';
import { Pictures } from '../../../kernel/files/pictures';
import type { FieldErrors, FormResult } from '../../../kernel/forms/read-form';
import { BadRequest, NotFound } from '../../../kernel/http/errors';
import type { Post } from '../../../kernel/http/post';
import { redirectTo, type Reply } from '../../../kernel/http/reply';
import type { UploadedFile } from '../../../kernel/http/upload.interceptor';
import { fieldId } from '../../../kernel/views/field-id';
import { CustomerConflictPage } from './customer-conflict.page';
import { CustomerDraftSave, Stale, StepRefused, type StepValue } from './customer-draft.save';
import { CustomerDrafts, type CustomerDraft } from './customer-draft.service';
import { CustomerStepPages, nameIn, stepOf } from './customer-steps.pages';
import { savesAt, stepAddress } from './customer-steps.presenter';
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

type Sender = Pick<StepSending, 'actor' | 'draft' | 'post'>;

/** Takes what is sent from the customer form: keeps it, goes on, or saves the whole (CUS-8, CUS-18). */
@Injectable()
export class CustomerStepTaking {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly steps: CustomerSteps,
    private readonly pages: CustomerStepPages,
    private readonly drafts: CustomerDrafts,
    private readonly saving: CustomerDraftSave,
    private readonly pictures: Pictures,
    private readonly conflicts: CustomerConflictPage,
  ) {}

  async take(sending: StepSending): Promise<Reply> {
    const { actor, body, post } = sending;
    if (sending.draft.data.saved !== undefined) return redirectTo(await this.saving.again(post, sending.draft.data.saved));
    const before = this.pages.context(actor, sending.draft);
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
    const context = this.pages.context(sending.actor, sending.draft);
    const done = await step.act?.(action, sending.draft.data.typed[step.key], context);
    if (!done) throw new BadRequest();
    const draft = { ...sending.draft, data: { ...sending.draft.data, typed: { ...sending.draft.data.typed, [step.key]: done.typed } } };
    if (done.errors) return this.keepAndShow(sending, draft, step, done.errors);
    return this.goOn(sending, draft, step.key, done.field);
  }

  /** Saves the whole. What is wrong in other steps is listed with links to them; what is refused is kept as a draft. */
  async save(sending: Sender, step: CustomerStep | null): Promise<Reply> {
    const { actor, post } = sending;
    const context = this.pages.context(actor, sending.draft);
    const all = this.steps.for(context);
    const steps = all.filter((one) => !one.optional || one.key in sending.draft.data.typed);
    const draft = withChecked(sending.draft, steps.map(({ key }) => key));
    const results = await Promise.all(steps.map(async (one) => ({ step: one, result: await this.pages.read(one, context) })));
    const bad = results.find(({ result }) => !result.ok);
    if (bad) return this.kept(sending, draft, (kept) => this.pages.show(actor, kept, (step ?? bad.step).key, { status: 422, listOthers: true }));
    const values: StepValue[] = results.flatMap(({ step: one, result }) => (result.ok ? [{ step: one, value: result.value }] : []));
    try {
      const location = await this.saving.run(actor, post, draft, values, context.pictureId);
      return redirectTo(location, { key: draft.subjectId === null ? 'customers.flash.created' : 'customers.flash.saved', params: { name: nameIn(context.typed.general ?? context.base.general ?? {}) } });
    } catch (error) {
      if (error instanceof Stale) return this.kept(sending, draft, (kept) => this.conflicts.show(kept, context));
      if (error instanceof StepRefused) return this.kept(sending, draft, (kept) => this.showRefused(actor, kept, context, all, error));
      throw error;
    }
  }

  private goOn(sending: StepSending, draft: CustomerDraft, step: string, field?: string): Promise<Reply> {
    return this.kept(sending, draft, async (kept) => redirectTo(`${stepAddress(kept, step)}${field === undefined ? '' : `#${fieldId(field)}`}`));
  }

  private keepAndShow(sending: StepSending, draft: CustomerDraft, step: CustomerStep, errors?: FieldErrors): Promise<Reply> {
    return this.kept(sending, draft, (kept) => this.pages.show(sending.actor, kept, step.key, { status: 422, errors }));
  }

  /** Keeps the draft and answers with it, unless it was saved as a customer meanwhile. */
  private async kept(sending: Sender, draft: CustomerDraft, answer: (kept: CustomerDraft) => Promise<Reply>): Promise<Reply> {
    const kept = await this.drafts.keep(draft);
    return kept ? answer(kept) : this.savedMeanwhile(sending);
  }

  private async withPicture(draft: CustomerDraft, step: CustomerStep, upload: UploadedFile | null, action: string) {
    if (action === 'remove-picture') return { draft: { ...draft, data: { ...draft.data, pictureId: null } }, problem: null };
    if (!upload || step.key !== 'general') return { draft, problem: null };
    const kept = await this.pictures.keep(upload, PICTURE);
    if (!kept.ok) return { draft, problem: kept.problem };
    const pictureId = await inTransaction(this.dataSource, (tx) => this.pictures.record(tx, kept.picture, this.clock.now()));
    return { draft: { ...draft, data: { ...draft.data, pictureId } }, problem: null };
  }

  private async savedMeanwhile({ actor, draft, post }: Sender): Promise<Reply> {
    if (draft.id === null) throw new NotFound();
    const { data } = await this.drafts.find(actor, draft.id, draft.subjectId);
    return redirectTo(await this.saving.again(post, data.saved ?? '/admin/customers'));
  }

  private showRefused(actor: StaffActor, draft: CustomerDraft, context: StepContext, steps: readonly CustomerStep[], { step, refusal }: StepRefused): Promise<Reply> {
    const at = steps.find(({ key, contribute }) => (step === null ? contribute && refusal.field in (context.typed[key] ?? context.base[key] ?? {}) : key === step));
    return this.pages.show(actor, draft, (at ?? steps[0]).key, { status: 422, errors: { [refusal.field]: refusal.reason } });
  }
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
