import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { readContactPermissions } from '../../kernel/access/contact-permissions';
import { Allow, CurrentActor } from '../../kernel/access/allow';
import { readForm } from '../../kernel/forms/read-form';
import { IdParam } from '../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import { ticksByLink } from '../contacts/link-ticks';
import { MatrixForm, ModulesForm, modulesOff, readRead } from './matrix.form';
import { MatrixPage } from './matrix.page';
import { MatrixService } from './matrix.service';

/** Contacts of a customer by what they may use and are sent (PER-3, PER-6). */
@Controller('admin/customers/:id')
@Allow('customers.own')
export class MatrixController {
  constructor(
    private readonly matrix: MatrixPage,
    private readonly service: MatrixService,
  ) {}

  @Get('permissions')
  async show(@CurrentActor() actor: StaffActor, @IdParam() id: string, @Query('who') who: unknown, @Query('mail') mail: unknown): Promise<Reply> {
    const question = typeof who === 'string' && typeof mail === 'string' ? { who, mail } : null;
    return page('permissions/matrix', await this.matrix.model(actor, id, question));
  }

  @Post('permissions')
  async save(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @Body() body: unknown): Promise<Reply> {
    const form = readForm(MatrixForm, body);
    if (!form.ok) return refused('permissions/matrix', await this.matrix.model(actor, id, null));
    const location = await this.service.save(actor, post, id, readRead(form.value.read), ticksByLink(form.value.ticks));
    return redirectTo(location, { key: 'permissions.flash.saved' });
  }

  @Post('modules')
  async modules(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @IdParam() id: string, @Body() body: unknown): Promise<Reply> {
    const form = readForm(ModulesForm, body);
    if (!form.ok) return refused('permissions/matrix', await this.matrix.model(actor, id, null));
    const location = await this.service.saveModules(actor, post, id, readContactPermissions(form.value.read ?? ''), modulesOff(form.value.modules));
    return redirectTo(location, { key: 'permissions.flash.modulesSaved' });
  }
}
