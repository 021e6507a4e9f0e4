import { Injectable } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import { SettingsStore } from '../../settings/settings.store';
import { headerModel, type PageContext } from './customer-page.presenter';
import { CustomerPageQueries, type CustomerPageRow } from './customer-page.queries';
import { CustomerTabs } from './customer-tabs';

export interface OpenPage {
  readonly row: CustomerPageRow;
  readonly context: PageContext;
  /** What `views/customers/show/header.hbs` asks of the page's model. */
  readonly header: ReturnType<typeof headerModel>;
}

/** Opens the customer page at one of its tabs; modules that add a tab use it for theirs (CUS-21). */
@Injectable()
export class CustomerPage {
  constructor(
    private readonly queries: CustomerPageQueries,
    private readonly settings: SettingsStore,
    private readonly tabs: CustomerTabs,
  ) {}

  /** @param tab key of the tab. @throws NotFound */
  async open(actor: StaffActor, id: string, tab: string): Promise<OpenPage> {
    const row = await this.queries.row(actor, id);
    const { language, baseCurrency } = this.settings.all();
    const context = { actor, language: actor.language ?? language, baseCurrency };
    return { row, context, header: headerModel(context, row, this.tabs.all(), tab) };
  }
}
