import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import { Allow, CurrentActor } from '../../../kernel/access/allow';
import { FieldRefused } from '../../../kernel/forms/field-refused';
import { IdParam } from '../../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../../kernel/http/reply';
import { CustomerAccess } from '../page/customer-page.access';
import { readCursor } from '../page/customer-page.cursor';
import { CustomerPage } from '../page/customer-page';
import { readAnswers } from './trash.form';
import { deletionPage, restorationPage, trashModel, TRASH_SHOWN } from './trash.presenter';
import { TrashQueries } from './trash.queries';
import { demandTrash, TrashService } from './trash.service';

/** The trash of customers: putting in, looking, taking back (CUS-20). */
@Controller('admin/customers')
@Allow('customers.own')
export class TrashController {
  constructor(
    private readonly customers: CustomerPage,
    private readonly access: CustomerAccess,
    private readonly queries: TrashQueries,
    private readonly trash: TrashService,
  ) {}

  @Get('trash')
  async list(@CurrentActor() actor: StaffActor, @Query() query: unknown): Promise<Reply> {
    demandTrash(actor);
    const before = readCursor(query, 'before');
    return page('customers/trash', trashModel(await this.queries.list(TRASH_SHOWN + 1, before), before));
  }

  @Get(':id/deletion')
  async ask(@CurrentActor() actor: StaffActor, @IdParam() id: string): Promise<Reply> {
    await this.access.demand(actor, id, 'delete');
    const { row } = await this.customers.open(actor, id, '');
    return page('customers/delete', deletionPage(row, await this.trash.blockers(id)));
  }

  @Post(':id/deletion')
  async delete(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string): Promise<Reply> {
    const location = await this.trash.delete(actor, post, id);
    return redirectTo(location, { key: 'customers.trash.flash.deleted', undo: { action: `/admin/customers/${id}/restoration` } });
  }

  @Post(':id/restoration')
  async restore(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @Body() body: unknown): Promise<Reply> {
    demandTrash(actor);
    const answers = readAnswers(body);
    try {
      return redirectTo(await this.trash.restore(actor, post, id, answers), { key: 'customers.trash.flash.restored' });
    } catch (error) {
      if (!(error instanceof FieldRefused)) throw error;
      return refused('customers/trash-restore', restorationPage(await this.queries.one(id), answers, error));
    }
  }
}
