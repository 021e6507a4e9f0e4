import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { ContactActor } from '../../../kernel/access/contact-actor';
import { NotFound } from '../../../kernel/http/errors';
import { oncePerPost, type Post } from '../../../kernel/http/post';
import type { TypedSteps } from '../../customers/customer-snapshot';
import { differences } from '../../customers/steps/customer-conflict';
import { SettingsStore } from '../../settings/settings.store';
import { ChangeRequests } from '../change-requests/change-requests.service';
import { CompanyData } from './company-data.service';

export interface CompanyEdit {
  readonly customerId: string;
  readonly before: TypedSteps;
  readonly after: TypedSteps;
  readonly language: string;
}

/** Company data as admin contacts change them: at once, or when staff have approved it (ARE-7). */
@Injectable()
export class CompanyEdits {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly data: CompanyData,
    private readonly requests: ChangeRequests,
    private readonly settings: SettingsStore,
  ) {}

  /** @throws CompanyCollision, FieldRefused, Conflict; NotFound when the contact is no admin contact of that customer (any more) */
  save(contact: ContactActor, post: Post, edit: CompanyEdit): Promise<string> {
    const customer = contact.customers.find(({ id, admin }) => id === edit.customerId && admin);
    if (!customer) throw new NotFound();
    return oncePerPost(this.dataSource, post, async (tx) => {
      if (differences(edit.before, edit.after, edit.before).length === 0) return '/company';
      if (this.settings.all().areaApproveChanges) await this.requests.ask(tx, contact, customer, edit);
      else await this.data.apply(tx, contact, customer.id, edit, edit.language);
      return '/company';
    });
  }
}
