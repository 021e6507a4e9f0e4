import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import { Allow, CurrentActor } from '../../../kernel/access/allow';
import { PICTURE_MAX_BYTES } from '../../../kernel/files/pictures';
import { IdParam } from '../../../kernel/http/id-param';
import { CurrentPost, type Post as FormPost } from '../../../kernel/http/post';
import { redirectTo, type Reply } from '../../../kernel/http/reply';
import { TakesUpload } from '../../../kernel/http/upload';
import { Upload, type UploadedFile } from '../../../kernel/http/upload.interceptor';
import { CustomerConflictPage } from './customer-conflict.page';
import { CustomerDraftSave } from './customer-draft.save';
import { CustomerDrafts } from './customer-draft.service';
import { CustomerEditQueries } from './customer-edit.queries';
import { CustomerStepPages } from './customer-steps.pages';
import { CustomerStepTaking } from './customer-steps.taking';

const UPLOAD = { field: 'picture', maxBytes: PICTURE_MAX_BYTES };

/** Editing a customer in the same steps, and what is asked when two did so at once (CUS-18). */
@Controller('admin/customers/:id/edit')
export class CustomerEditController {
  constructor(
    private readonly customers: CustomerEditQueries,
    private readonly drafts: CustomerDrafts,
    private readonly pages: CustomerStepPages,
    private readonly taking: CustomerStepTaking,
    private readonly conflicts: CustomerConflictPage,
    private readonly saving: CustomerDraftSave,
  ) {}

  @Get()
  @Allow('customers.own')
  async begin(@CurrentActor() actor: StaffActor, @IdParam('id') id: string, @Query('step') step: unknown): Promise<Reply> {
    await this.customers.demandEdit(actor, id);
    return this.pages.show(actor, this.drafts.of(actor, await this.customers.read(id)), step);
  }

  @Post()
  @Allow('customers.own')
  @TakesUpload(UPLOAD)
  async first(
    @CurrentActor() actor: StaffActor, @IdParam('id') id: string, @Query('step') step: unknown,
    @Body() body: object, @Upload() upload: UploadedFile | null, @CurrentPost() post: FormPost,
  ): Promise<Reply> {
    await this.customers.demandEdit(actor, id);
    return this.taking.take({ actor, draft: this.drafts.unsealed(actor, id, body), step, body, upload, post });
  }

  @Get(':draftId')
  @Allow('customers.own')
  async show(@CurrentActor() actor: StaffActor, @IdParam('id') id: string, @IdParam('draftId') draftId: string, @Query('step') step: unknown): Promise<Reply> {
    await this.customers.demandEdit(actor, id);
    return this.pages.show(actor, await this.drafts.find(actor, draftId, id), step);
  }

  @Post(':draftId')
  @Allow('customers.own')
  @TakesUpload(UPLOAD)
  async further(
    @CurrentActor() actor: StaffActor, @IdParam('id') id: string, @IdParam('draftId') draftId: string, @Query('step') step: unknown,
    @Body() body: object, @Upload() upload: UploadedFile | null, @CurrentPost() post: FormPost,
  ): Promise<Reply> {
    await this.customers.demandEdit(actor, id);
    return this.taking.take({ actor, draft: await this.drafts.find(actor, draftId, id), step, body, upload, post });
  }

  @Get(':draftId/conflict')
  @Allow('customers.own')
  async compare(@CurrentActor() actor: StaffActor, @IdParam('id') id: string, @IdParam('draftId') draftId: string): Promise<Reply> {
    await this.customers.demandEdit(actor, id);
    const draft = await this.drafts.find(actor, draftId, id);
    if (draft.data.saved !== undefined) return redirectTo(draft.data.saved);
    return this.conflicts.show(draft, this.pages.context(actor, draft));
  }

  @Post(':draftId/conflict')
  @Allow('customers.own')
  async settle(@CurrentActor() actor: StaffActor, @IdParam('id') id: string, @IdParam('draftId') draftId: string, @Body() body: object, @CurrentPost() post: FormPost): Promise<Reply> {
    await this.customers.demandEdit(actor, id);
    const draft = await this.drafts.find(actor, draftId, id);
    if (draft.data.saved !== undefined) return redirectTo(await this.saving.again(post, draft.data.saved));
    const context = this.pages.context(actor, draft);
    const all = Reflect.get(body, 'do') === 'theirs';
    const rebased = await this.conflicts.rebase(draft, context, Reflect.get(body, 'seen'), (field) => (all || Reflect.get(body, `pick.${field}`) === 'theirs' ? 'theirs' : 'mine'));
    return rebased ? this.taking.save({ actor, draft: rebased, post }, null) : this.conflicts.show(draft, context);
  }
}
