import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import { Allow, CurrentActor } from '../../../kernel/access/allow';
import { PICTURE_MAX_BYTES } from '../../../kernel/files/pictures';
import { IdParam } from '../../../kernel/http/id-param';
import { Navigation } from '../../../kernel/http/navigation';
import { CurrentPost, type Post as FormPost } from '../../../kernel/http/post';
import { page, type Reply } from '../../../kernel/http/reply';
import { TakesUpload } from '../../../kernel/http/upload';
import { Upload, type UploadedFile } from '../../../kernel/http/upload.interceptor';
import { Texts } from '../../../kernel/i18n/texts';
import { SettingsStore } from '../../settings/settings.store';
import { CustomerDrafts } from './customer-draft.service';
import { CustomerStepPages } from './customer-steps.pages';
import { CustomerStepTaking } from './customer-steps.taking';
import { countryOf, isStateField, stateField } from './customer-steps.state';

/** Making a customer in steps (CUS-8). Registered before the customer's own page, whose address would take `new` for an id. */
@Controller('admin/customers')
export class CustomerNewController {
  constructor(
    navigation: Navigation,
    private readonly drafts: CustomerDrafts,
    private readonly pages: CustomerStepPages,
    private readonly taking: CustomerStepTaking,
    private readonly texts: Texts,
    private readonly settings: SettingsStore,
  ) {
    navigation.add('new', { key: 'customer', label: 'customers.one', href: '/admin/customers/new', icon: 'users', shortcut: 'n', needs: 'customers.create', order: 10 });
  }

  @Get('new')
  @Allow('customers.create')
  begin(@CurrentActor() actor: StaffActor, @Query('step') step: unknown): Promise<Reply> {
    return this.pages.show(actor, this.drafts.blank(actor), step);
  }

  /** The state field for a country, for pages with script; the button "Show states" does the same without. */
  @Get('steps/state')
  @Allow('customers.own')
  state(@CurrentActor() actor: StaffActor, @Query() query: Record<string, unknown>): Reply {
    const name = typeof query.name === 'string' && isStateField(query.name) ? query.name : 'state';
    const country = query[countryOf(name)];
    const { code } = this.texts.language(actor.language ?? this.settings.all().language);
    const state = stateField({ name, country: typeof country === 'string' ? country : '', state: '' }, code);
    return page('customers/steps/state-alone', { state, form: { values: {}, errors: {} } });
  }

  @Get('new/:draftId')
  @Allow('customers.create')
  async show(@CurrentActor() actor: StaffActor, @IdParam('draftId') draftId: string, @Query('step') step: unknown): Promise<Reply> {
    return this.pages.show(actor, await this.drafts.find(actor, draftId, null), step);
  }

  @Post('new')
  @Allow('customers.create')
  @TakesUpload({ field: 'picture', maxBytes: PICTURE_MAX_BYTES })
  first(@CurrentActor() actor: StaffActor, @Query('step') step: unknown, @Body() body: object, @Upload() upload: UploadedFile | null, @CurrentPost() post: FormPost): Promise<Reply> {
    return this.taking.take({ actor, draft: this.drafts.blank(actor), step, body, upload, post });
  }

  @Post('new/:draftId')
  @Allow('customers.create')
  @TakesUpload({ field: 'picture', maxBytes: PICTURE_MAX_BYTES })
  async further(
    @CurrentActor() actor: StaffActor, @IdParam('draftId') draftId: string, @Query('step') step: unknown,
    @Body() body: object, @Upload() upload: UploadedFile | null, @CurrentPost() post: FormPost,
  ): Promise<Reply> {
    return this.taking.take({ actor, draft: await this.drafts.find(actor, draftId, null), step, body, upload, post });
  }
}
