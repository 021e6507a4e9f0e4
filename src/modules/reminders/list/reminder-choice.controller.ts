import { Controller, Get, Query } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import { Allow, CurrentActor } from '../../../kernel/access/allow';
import { Navigation } from '../../../kernel/http/navigation';
import { page, type Reply } from '../../../kernel/http/reply';
import { OwnReminders } from './own-reminders.queries';

const CUSTOMERS_SHOWN = 20;

/** A new reminder from anywhere: first, about which customer. */
@Controller('admin/reminders/new')
@Allow('customers.own')
export class ReminderChoiceController {
  constructor(
    private readonly reminders: OwnReminders,
    navigation: Navigation,
  ) {
    navigation.add('new', { key: 'new-reminder', label: 'own_reminders.reminder', href: '/admin/reminders/new', icon: 'bell', needs: 'customers.own', order: 50 });
  }

  @Get()
  async choose(@CurrentActor() actor: StaffActor, @Query('q') typed: unknown): Promise<Reply> {
    const q = typeof typed === 'string' ? typed.trim().slice(0, 200) : '';
    return page('reminders/list/choose', { q, customers: q === '' ? [] : await this.reminders.customers(actor, q, CUSTOMERS_SHOWN) });
  }
}
