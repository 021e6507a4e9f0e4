import { Injectable } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { isMailSwitch, MAIL_SWITCHES } from '../../kernel/access/contact-permissions';
import { CustomerPage } from '../customers/page/customer-page';
import { explainMail, explainSwitch, type Explanation } from './mail-explanation';
import { MailHistory, type WrittenMail } from './mail-history.queries';
import { matrixModel } from './matrix.presenter';
import { MatrixQueries, type MatrixRow } from './matrix.queries';

/** What was asked: a contact's link, and a mail switch or the number of a written mail. */
export interface Question {
  readonly who: string;
  readonly mail: string;
}

/** Gathers the matrix page with the answer to "why did this person (not) get that mail" (PER-6). */
@Injectable()
export class MatrixPage {
  constructor(
    private readonly customers: CustomerPage,
    private readonly queries: MatrixQueries,
    private readonly history: MailHistory,
  ) {}

  /** @throws NotFound */
  async model(actor: StaffActor, customerId: string, question: Question | null) {
    const { header } = await this.customers.open(actor, customerId, 'contacts');
    const [rows, modulesOff, mails] = await Promise.all([this.queries.rows(customerId), this.queries.modulesOff(customerId), this.history.latest(customerId)]);
    const active = header.customer.active;
    return {
      ...header,
      ...matrixModel({ customerId, customerActive: active, rows, modulesOff, locked: !header.customer.can.manageContacts }),
      question: question ?? { who: '', mail: '' },
      kindsAsked: MAIL_SWITCHES.map((name) => ({ value: name, label: { key: `permissions.mails.${name}` }, chosen: question?.mail === name })),
      mailsAsked: mails.map((mail) => ({ value: mail.id, label: { key: `letters.${mail.kind}.name` }, at: mail.createdAt, to: mail.recipientName, chosen: question?.mail === mail.id })),
      people: rows.map(({ id, name }) => ({ value: id, name, chosen: question?.who === id })),
      answer: question && (await this.answer(customerId, rows, mails, active, question)),
    };
  }

  private async answer(customerId: string, rows: readonly MatrixRow[], mails: readonly WrittenMail[], active: boolean, { who, mail }: Question): Promise<Explanation | null> {
    const contact = rows.find(({ id }) => id === who);
    if (!contact) return null;
    if (isMailSwitch(mail)) return explainSwitch(contact, mail, active, await this.history.lastChange(customerId, contact.contactId, mail));
    const written = mails.find(({ id }) => id === mail);
    return written ? explainMail(contact, written) : null;
  }
}
