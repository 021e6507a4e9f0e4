import { Injectable } from '@nestjs/common';
import type { CustomerType } from '../customer-details';

export interface CustomerTab {
  /** Last part of its address: `/admin/customers/:id/<key>`; the first tab's is empty. */
  readonly key: string;
  /** Key of the language files. */
  readonly label: string;
  /** Place in the row, lower first. */
  readonly order: number;
  /** SQL of how many things lie in it, for the customer `c`; counted with the header, in one query. null: no count. */
  readonly count: string | null;
  /** Left out: every customer has it. */
  readonly only?: CustomerType;
}

/** The tabs of the customer page; each module that has something to show there adds its own (CUS-21). */
@Injectable()
export class CustomerTabs {
  private tabs: readonly CustomerTab[] = [];

  add(...tabs: CustomerTab[]): void {
    this.tabs = [...this.tabs, ...tabs].sort((a, b) => a.order - b.order);
  }

  all(): readonly CustomerTab[] {
    return this.tabs;
  }
}
