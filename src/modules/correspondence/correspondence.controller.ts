import { Controller, Get, Query } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { Allow, CurrentActor } from '../../kernel/access/allow';
import { NotFound } from '../../kernel/http/errors';
import { IdParam } from '../../kernel/http/id-param';
import { page, type Reply } from '../../kernel/http/reply';
import { ActivityWords } from '../activity/activity.words';
import { CustomerPage } from '../customers/page/customer-page';
import { readCursor } from '../customers/page/customer-page.cursor';
import { CustomerTabs } from '../customers/page/customer-tabs';
import { MailWords } from '../mail/mail-words';
import { mailLine, PAGE_SIZE, tryLine } from '../mail/mail.presenter';
import { MAIL_COUNT, MailQueries } from '../mail/mail.queries';
import { MailService } from '../mail/mail.service';

/** The tab Mails of a customer: what was sent to whom, and what was not, with the reason (MAIL-2, CUS-23). */
@Controller('admin/customers/:id/mails')
@Allow('customers.own')
export class CorrespondenceController {
  constructor(
    private readonly customers: CustomerPage,
    private readonly mails: MailService,
    private readonly queries: MailQueries,
    private readonly words: MailWords,
    activity: ActivityWords,
    tabs: CustomerTabs,
  ) {
    tabs.add({ key: 'mails', label: 'mail.tab', order: 145, count: MAIL_COUNT });
    activity.add('mail', { icon: 'mail', fields: 'mail.columns' });
  }

  @Get()
  async list(@CurrentActor() actor: StaffActor, @IdParam() id: string, @Query() query: unknown): Promise<Reply> {
    const { header } = await this.customers.open(actor, id, 'mails');
    const before = readCursor(query, 'before');
    const rows = await this.queries.list({ state: null, kind: null, q: '', since: null, customerId: id }, { before, limit: PAGE_SIZE + 1 });
    const shown = rows.slice(0, PAGE_SIZE);
    const path = `/admin/customers/${id}/mails`;
    const words = this.words.of(actor);
    const older = rows.length > PAGE_SIZE ? `${path}?before=${shown[shown.length - 1].id}` : '';
    return page('mail/of-customer', { ...header, rows: shown.map((row) => mailLine(row, words, `${path}/${row.id}`)), newest: before ? path : '', older });
  }

  /** One of its mails, to read: what to do with it is for administrators. */
  @Get(':mail')
  async show(@CurrentActor() actor: StaffActor, @IdParam() id: string, @IdParam('mail') mailId: string): Promise<Reply> {
    const { header } = await this.customers.open(actor, id, 'mails');
    const mail = await this.queries.find(mailId);
    if (mail?.customerId !== id) throw new NotFound();
    const { values: _values, secret: _secret, dedupeKey: _dedupeKey, ...row } = mail;
    const tries = (await this.queries.tries(mail.id)).map(tryLine);
    return page('mail/one-of-customer', {
      ...header, mail: mailLine(row, this.words.of(actor)), messageId: mail.messageId ?? '', tries, content: await this.mails.read(mail), language: mail.language, administrator: actor.administrator,
    });
  }
}
