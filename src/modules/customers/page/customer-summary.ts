import { Injectable } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';

/** Loads what a module shows on the tab Summary; the page's model has it as `parts.<name>`. */
export type SummaryPart = (actor: StaffActor, customerId: string) => Promise<object>;

/** What higher modules show on the tab Summary of the customer page. */
@Injectable()
export class CustomerSummary {
  private readonly parts = new Map<string, SummaryPart>();

  add(name: string, part: SummaryPart): void {
    this.parts.set(name, part);
  }

  async load(actor: StaffActor, customerId: string): Promise<Record<string, object>> {
    const loaded = await Promise.all([...this.parts].map(async ([name, part]): Promise<[string, object]> => [name, await part(actor, customerId)]));
    return Object.fromEntries(loaded);
  }
}
