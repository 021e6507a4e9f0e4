import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { inTransaction } from '../../../kernel/db/transaction';
import { FieldRefused } from '../../../kernel/forms/field-refused';
import { Forbidden } from '../../../kernel/http/errors';
import type { Message } from '../../../kernel/i18n/message';
import { GroupsService } from '../../groups/groups.service';

export type AddedGroup = { readonly ok: true; readonly id: string } | { readonly ok: false; readonly problem: Message };

/** Adds a group on the spot, from the customer form (GRP-2). It stays when the customer is not saved. */
@Injectable()
export class CustomerNewGroup {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly groups: GroupsService,
  ) {}

  async add(actor: StaffActor, name: string): Promise<AddedGroup> {
    if (!actor.may('groups.create')) throw new Forbidden({ key: 'errors.not_allowed' });
    if (name === '') return { ok: false, problem: { key: 'errors.required' } };
    try {
      return { ok: true, id: await inTransaction(this.dataSource, (tx) => this.groups.add(tx, actor, name)) };
    } catch (error) {
      if (error instanceof FieldRefused) return { ok: false, problem: error.reason };
      throw error;
    }
  }
}
