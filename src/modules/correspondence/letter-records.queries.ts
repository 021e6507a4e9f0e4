import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { StaffActor } from '../../kernel/access/actor';
import { Config } from '../../kernel/config/config';
import type { LetterRecord } from '../../kernel/outbox/letter-records';
import type { MergeValues } from '../../kernel/outbox/letter-values';
import { searchPlan } from '../../kernel/search/search.plan';
import { findCandidates } from '../../kernel/search/search.query';
import { CUSTOMER_SEARCH } from '../customers/customer-search';
import { visibleCustomers } from '../customers/customer.policy';

interface CustomerRow {
  id: string;
  number: string;
  display_name: string;
  email: string | null;
}

interface ContactRow extends CustomerRow {
  link_id: string;
  first_name: string | null;
  last_name: string | null;
  contact_email: string | null;
}

const CUSTOMER = 'c.id, c.number, c.display_name, c.email';
const CONTACT = `${CUSTOMER}, l.id AS link_id, p.first_name, p.last_name, p.email AS contact_email`;
const LINKS = 'customer_contacts l JOIN contacts p ON p.id = l.contact_key JOIN customers c ON c.id = l.customer_id';
/** Hits of the search that are looked at. */
const HITS = 200;

/** Customers, contacts and staff as letters are previewed with (MAIL-1): only what the actor may see (A3). */
@Injectable()
export class LetterRecordQueries {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly config: Config,
  ) {}

  async customers(actor: StaffActor, text: string, limit: number): Promise<LetterRecord[]> {
    const { sql, params } = await this.among(actor, text);
    const rows: CustomerRow[] = await this.dataSource.query(`SELECT ${CUSTOMER} FROM customers c WHERE ${sql} ORDER BY c.id DESC LIMIT ?`, [...params, limit]);
    return rows.map((row) => ({ id: String(row.id), label: `${row.display_name} (${row.number})` }));
  }

  async customer(actor: StaffActor, id: string): Promise<MergeValues | null> {
    const visible = visibleCustomers(actor);
    const rows: CustomerRow[] = await this.dataSource.query(`SELECT ${CUSTOMER} FROM customers c WHERE c.id = ? AND ${visible.sql}`, [id, ...visible.params]);
    return rows.length === 0 ? null : this.valuesOf(rows[0]);
  }

  /** Contacts by their links: the same person stands there once for each customer. */
  async contacts(actor: StaffActor, text: string, limit: number): Promise<LetterRecord[]> {
    const { sql, params } = await this.among(actor, text);
    const rows: ContactRow[] = await this.dataSource.query(`SELECT ${CONTACT} FROM ${LINKS} WHERE ${sql} ORDER BY l.id DESC LIMIT ?`, [...params, limit]);
    return rows.map((row) => ({ id: String(row.link_id), label: `${nameOf(row)} (${row.display_name})` }));
  }

  async contact(actor: StaffActor, linkId: string): Promise<MergeValues | null> {
    const visible = visibleCustomers(actor);
    const rows: ContactRow[] = await this.dataSource.query(`SELECT ${CONTACT} FROM ${LINKS} WHERE l.id = ? AND ${visible.sql}`, [linkId, ...visible.params]);
    if (rows.length === 0) return null;
    const name = nameOf(rows[0]);
    return { ...this.valuesOf(rows[0]), recipient_name: name, contact_name: name, contact_email: rows[0].contact_email ?? '' };
  }

  async staff(text: string, limit: number): Promise<LetterRecord[]> {
    const part = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
    const rows: { id: string; name: string }[] = await this.dataSource.query('SELECT id, name FROM staff WHERE name LIKE ? OR email LIKE ? ORDER BY id DESC LIMIT ?', [part, part, limit]);
    return rows.map(({ id, name }) => ({ id: String(id), label: name }));
  }

  async member(id: string): Promise<MergeValues | null> {
    const rows: { name: string }[] = await this.dataSource.query('SELECT name FROM staff WHERE id = ?', [id]);
    return rows.length === 0 ? null : { recipient_name: rows[0].name };
  }

  /** Ids of customers that words find. */
  async found(text: string): Promise<string[]> {
    const plan = searchPlan(text);
    return plan ? findCandidates(this.dataSource.manager, CUSTOMER_SEARCH, plan, { limit: HITS }) : [];
  }

  private async among(actor: StaffActor, text: string): Promise<{ sql: string; params: unknown[] }> {
    const { sql, params } = visibleCustomers(actor);
    if (text.trim() === '') return { sql, params: [...params] };
    const ids = await this.found(text);
    return ids.length === 0 ? { sql: 'FALSE', params: [] } : { sql: `${sql} AND c.id IN (?)`, params: [...params, ids] };
  }

  private valuesOf({ id, number, display_name: name }: CustomerRow): MergeValues {
    return { customer_name: name, customer_number: number, customer_address: `${this.config.appUrl.origin}/admin/customers/${id}` };
  }
}

function nameOf({ first_name: first, last_name: last }: ContactRow): string {
  return [first, last].filter((part) => part !== null).join(' ');
}
