import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { ContactActor } from '../../../kernel/access/contact-actor';
import { AreaCards, type CardLine, type CardShown } from '../../../kernel/http/area-cards';

interface Row {
  readonly phone: string | null;
  readonly street: string | null;
  readonly city: string | null;
  readonly vat_number: string | null;
  readonly type: string;
  readonly manager_name: string | null;
  readonly manager_email: string | null;
  readonly change_waits: number;
}

/** Two cards about the customer: what waits for the contact, and whom it may turn to. One query serves both. */
@Injectable()
export class CompanyCards {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    cards: AreaCards,
  ) {
    cards.add({ key: 'todo', order: 10, needs: null, load: async (contact) => todo(contact, await this.read(contact)) });
    cards.add({ key: 'manager', order: 20, needs: null, load: async (contact) => manager(await this.read(contact)) });
  }

  private async read(contact: ContactActor): Promise<Row> {
    const rows: Row[] = await this.dataSource.query(
      `SELECT c.phone, c.street, c.city, c.vat_number, c.type, m.name AS manager_name, m.email AS manager_email,
              EXISTS (SELECT 1 FROM change_requests r WHERE r.open_key = c.id) AS change_waits
       FROM customers c LEFT JOIN staff m ON m.id = c.account_manager_id AND m.active = 1 WHERE c.id = ?`,
      [contact.current.id],
    );
    return rows[0];
  }
}

function todo(contact: ContactActor, row: Row): CardShown | null {
  const waits: CardLine[] = Number(row.change_waits) === 1 ? [{ icon: 'clock', text: { key: 'area.cards.changeWaits' }, href: '/company' }] : [];
  const asked = contact.admin && waits.length === 0 ? missing(row) : [];
  return waits.length + asked.length === 0 ? null : { title: 'area.cards.todo', lines: [...waits, ...asked] };
}

/** What invoices and calls will need, and is not known yet. */
function missing({ phone, street, city, vat_number: vat, type }: Row): CardLine[] {
  const asked = [
    ...(street === null || city === null ? ['area.cards.addressMissing'] : []),
    ...(phone === null ? ['area.cards.phoneMissing'] : []),
    ...(vat === null && type === 'company' ? ['area.cards.vatMissing'] : []),
  ];
  return asked.map((key) => ({ icon: 'pencil', text: { key }, href: '/company' }));
}

function manager({ manager_name: name, manager_email: email }: Row): CardShown | null {
  return name === null || email === null ? null : { title: 'area.cards.manager', lines: [{ icon: 'user', name, email }] };
}
