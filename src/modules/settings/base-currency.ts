import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

type DocumentsExist = (tx: EntityManager) => Promise<boolean>;
type BaseChanged = (tx: EntityManager, before: string, after: string) => Promise<void>;

/**
 * What hangs on the base currency (CUS-14). It is locked after the first document: the module of documents joins with
 * `documentsExist`. Whoever keeps amounts sorted base first joins with `onChange`, and is called in the transaction.
 */
@Injectable()
export class BaseCurrency {
  private readonly questions: DocumentsExist[] = [];
  private readonly listeners: BaseChanged[] = [];

  documentsExist(question: DocumentsExist): void {
    this.questions.push(question);
  }

  onChange(listener: BaseChanged): void {
    this.listeners.push(listener);
  }

  async isLocked(tx: EntityManager): Promise<boolean> {
    for (const question of this.questions) if (await question(tx)) return true;
    return false;
  }

  async changed(tx: EntityManager, before: string, after: string): Promise<void> {
    for (const listener of this.listeners) await listener(tx, before, after);
  }
}
