import { Readable } from 'node:stream';
import { Controller, Get, Query } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import { Allow, CurrentActor } from '../../../kernel/access/allow';
import { Clock } from '../../../kernel/clock/clock';
import { csvStream } from '../../../kernel/csv/csv-writer';
import { Navigation } from '../../../kernel/http/navigation';
import { download, page, type Reply } from '../../../kernel/http/reply';
import { Texts } from '../../../kernel/i18n/texts';
import { readListState } from '../../../kernel/table/list-state';
import { formatNumber } from '../../../kernel/views/formats';
import { SettingsStore } from '../../settings/settings.store';
import { ContactsExport, EXPORTED } from './contacts-export';
import { listModel, type ListReader } from './contacts-list.presenter';
import { ContactsListQueries } from './contacts-list.queries';
import { CONTACTS_TABLE } from './contacts.table';

/** All contacts of the customers one sees: list, search, filters, file. */
@Controller()
export class ContactsListController {
  constructor(
    private readonly clock: Clock,
    private readonly exports: ContactsExport,
    private readonly queries: ContactsListQueries,
    private readonly settings: SettingsStore,
    private readonly texts: Texts,
    navigation: Navigation,
  ) {
    navigation.add('sales', { key: 'contacts', label: 'contacts.title', href: CONTACTS_TABLE.path, icon: 'address-book', shortcut: 'g o', needs: 'customers.own', order: 20 });
  }

  @Get('admin/contacts')
  @Allow('customers.own')
  async list(@CurrentActor() actor: StaffActor, @Query() query: unknown): Promise<Reply> {
    const state = readListState(CONTACTS_TABLE, query);
    return page('contacts/all', listModel(this.readerOf(actor), state, await this.queries.page(actor, state)));
  }

  @Get('admin/contacts.csv')
  @Allow('customers.export')
  file(@CurrentActor() actor: StaffActor, @Query() query: unknown): Reply {
    const rows = this.exports.rows(actor, readListState(CONTACTS_TABLE, query));
    return download('contacts.csv', Readable.from(csvStream(EXPORTED, rows)), 'text/csv; charset=utf-8');
  }

  private readerOf(actor: StaffActor): ListReader {
    const { code, locale } = this.texts.language(actor.language ?? this.settings.all().language);
    return { language: code, words: (key, params) => this.texts.t(code, key, params), figure: (value) => formatNumber(locale, value), now: this.clock.now(), mayExport: actor.may('customers.export') };
  }
}
