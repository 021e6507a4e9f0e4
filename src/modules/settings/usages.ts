import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Message } from '../../kernel/i18n/message';

/** Things of the settings that rows of higher modules refer to. A currency's id is its code. */
export type UsedKind = 'tax_rate' | 'payment_mode' | 'currency';

/** A sentence that names and counts what uses it, with a link to it as `href`; null when nothing does. */
export type UsageSource = (manager: EntityManager, id: string) => Promise<Message | null>;

/** What uses a tax rate, payment mode or currency: the modules that refer to them say so when they start. */
@Injectable()
export class Usages {
  private readonly sources = new Map<UsedKind, UsageSource[]>();

  add(kind: UsedKind, source: UsageSource): void {
    this.sources.set(kind, [...(this.sources.get(kind) ?? []), source]);
  }

  async of(manager: EntityManager, kind: UsedKind, id: string): Promise<Message[]> {
    const found: (Message | null)[] = [];
    for (const source of this.sources.get(kind) ?? []) found.push(await source(manager, id));
    return found.filter((message) => message !== null);
  }
}
