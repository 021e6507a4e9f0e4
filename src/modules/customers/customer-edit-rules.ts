import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { CustomerDetails } from './customer-details';
import { FieldRefused } from '../../kernel/forms/field-refused';

type Question = (tx: EntityManager, customerId: string) => Promise<boolean>;

type Kept = Pick<CustomerDetails, 'type' | 'currency'>;

/**
 * What later modules forbid to change: documents hold the currency (CUS-14), events of a person hold the type (CUS-19).
 * Both join when they start.
 */
@Injectable()
export class CustomerEditRules {
  private readonly transactions: Question[] = [];
  private readonly personalEvents: Question[] = [];

  /** `question` says whether the customer has transactions. */
  hasTransactions(question: Question): void {
    this.transactions.push(question);
  }

  /** `question` says whether the person has events of its own. */
  hasPersonalEvents(question: Question): void {
    this.personalEvents.push(question);
  }

  /** To be asked in the transaction of the change, the customer's row locked. @throws FieldRefused */
  async check(tx: EntityManager, customerId: string, before: Kept, after: Kept): Promise<void> {
    if (before.currency !== after.currency && (await anyOf(this.transactions, tx, customerId))) {
      throw new FieldRefused('currency', { key: 'customers.errors.currencyLocked' });
    }
    if (before.type === 'person' && after.type === 'company' && (await anyOf(this.personalEvents, tx, customerId))) {
      throw new FieldRefused('type', { key: 'customers.errors.personalEvents' });
    }
  }
}

async function anyOf(questions: readonly Question[], tx: EntityManager, customerId: string): Promise<boolean> {
  for (const question of questions) if (await question(tx, customerId)) return true;
  return false;
}
