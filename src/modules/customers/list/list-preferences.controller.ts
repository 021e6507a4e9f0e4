import { Body, Controller, Post } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import { Allow, CurrentActor } from '../../../kernel/access/allow';
import { Choices, Text } from '../../../kernel/forms/fields';
import { readForm } from '../../../kernel/forms/read-form';
import { BadRequest } from '../../../kernel/http/errors';
import { CurrentPost, type Post as Sending } from '../../../kernel/http/post';
import { redirectTo, type Reply } from '../../../kernel/http/reply';
import { addressOf, readListQuery } from '../../../kernel/table/list-state';
import { ListPreferences } from './list-preferences.service';
import { CUSTOMERS_TABLE } from './customers.table';

class ColumnsForm {
  @Choices(CUSTOMERS_TABLE.columns.map(({ key }) => key)) columns!: string[];
  @Text({ max: 8 }) do!: string | null;
  /** Query of the list as it was, to come back to. */
  @Text({ max: 4000 }) list!: string | null;
}

/** Which columns somebody sees (CUS-4). */
@Controller('admin/customers/columns')
export class ListPreferencesController {
  constructor(private readonly preferences: ListPreferences) {}

  @Post()
  @Allow('customers.own')
  async keep(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @Body() body: unknown): Promise<Reply> {
    const form = readForm(ColumnsForm, body);
    if (!form.ok) throw new BadRequest();
    const back = addressOf(CUSTOMERS_TABLE, readListQuery(CUSTOMERS_TABLE, form.value.list ?? ''), { columns: null });
    return redirectTo(await this.preferences.keepColumns(actor, post, form.value.do === 'usual' ? null : form.value.columns, back));
  }
}
