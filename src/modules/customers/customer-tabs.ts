import { Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';

export interface CustomerTab {
  /** Last part of its address: `/admin/customers/:id/<key>`; the first tab's is empty. */
  readonly key: string;
  /** Key of the language files. */
  readonly label: string;
  readonly order: number;
  readonly icon?: string;
  /** How many things lie in it, null for no count. */
  count(dataSource: DataSource, customerId: string): Promise<number | null>;
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
