import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import { Allow, CurrentActor } from '../../../kernel/access/allow';
import { readForm, type FormResult } from '../../../kernel/forms/read-form';
import { submitForm } from '../../../kernel/forms/submit';
import { Conflict } from '../../../kernel/http/errors';
import { IdParam } from '../../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../../kernel/http/reply';
import type { FormShown } from '../../../kernel/views/form';
import { CustomerAccess } from '../page/customer-page.access';
import { NOTE_COUNT } from '../page/customer-page.queries';
import { readCursor } from '../page/customer-page.cursor';
import { CustomerPage } from '../page/customer-page';
import { CustomerTabs } from '../page/customer-tabs';
import { NoteEditForm, NoteForm } from './notes.form';
import { notePage, notesModel, NOTES_SHOWN } from './notes.presenter';
import { NoteQueries } from './notes.queries';
import { NotesService } from './notes.service';

/** The tab Notes of a customer (CUS-22). */
@Controller('admin/customers/:id/notes')
@Allow('customers.own')
export class NotesController {
  constructor(
    private readonly customers: CustomerPage,
    private readonly access: CustomerAccess,
    private readonly queries: NoteQueries,
    private readonly notes: NotesService,
    tabs: CustomerTabs,
  ) {
    tabs.add({ key: 'notes', label: 'customers.tabs.notes', order: 100, count: NOTE_COUNT });
  }

  @Get()
  async list(@CurrentActor() actor: StaffActor, @IdParam() id: string, @Query() query: unknown): Promise<Reply> {
    return page('customers/notes', await this.model(actor, id, readCursor(query, 'before'), { values: {} }));
  }

  @Post()
  async add(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @Body() body: unknown): Promise<Reply> {
    await this.access.demand(actor, id, 'edit');
    const form = await submitForm(readForm(NoteForm, body), (value) => this.notes.add(actor, post, id, value));
    if (!form.ok) return refused('customers/notes', await this.model(actor, id, null, { values: form.typed, errors: form.errors }));
    return redirectTo(form.location, { key: 'customers.notes.flash.added' });
  }

  @Get(':note/edit')
  async edit(@CurrentActor() actor: StaffActor, @IdParam() id: string, @IdParam('note') noteId: string): Promise<Reply> {
    const { customer, note } = await this.notes.demand(actor, id, noteId);
    return page('customers/note-edit', notePage(customer, note, { values: { body: note.body, version: note.version } }));
  }

  @Post(':note')
  async save(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @IdParam('note') noteId: string, @Body() body: unknown): Promise<Reply> {
    const { customer, note } = await this.notes.demand(actor, id, noteId);
    const read = readForm(NoteEditForm, body);
    try {
      const form = await submitForm(read, (value) => this.notes.edit(actor, post, id, noteId, value));
      if (!form.ok) return refused('customers/note-edit', notePage(customer, note, { values: form.typed, errors: form.errors }));
      return redirectTo(form.location, { key: 'customers.notes.flash.edited' });
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      return this.changed(actor, id, noteId, read);
    }
  }

  @Post(':note/deletion')
  async delete(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @IdParam('note') noteId: string): Promise<Reply> {
    const location = await this.notes.delete(actor, post, id, noteId);
    return redirectTo(location, { key: 'customers.notes.flash.deleted', undo: { action: `${location}/${noteId}/restoration` } });
  }

  @Post(':note/restoration')
  async restore(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @IdParam('note') noteId: string): Promise<Reply> {
    return redirectTo(await this.notes.restore(actor, post, id, noteId), { key: 'customers.notes.flash.restored' });
  }

  private async model(actor: StaffActor, id: string, before: string | null, form: FormShown): Promise<object> {
    const { header } = await this.customers.open(actor, id, 'notes');
    return { ...header, ...notesModel(actor, header.customer, await this.queries.list(id, NOTES_SHOWN + 1, before), before), form };
  }

  /** 409: the same form with the words typed, beside what the other one saved; saving again goes over it knowingly. */
  private async changed(actor: StaffActor, id: string, noteId: string, { typed }: FormResult<NoteEditForm>): Promise<Reply> {
    const { customer, note } = await this.notes.demand(actor, id, noteId);
    return page('customers/note-edit', { ...notePage(customer, note, { values: { ...typed, version: note.version } }), now: note.body }, { status: 409 });
  }
}
