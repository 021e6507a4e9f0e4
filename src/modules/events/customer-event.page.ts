import { Injectable } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import type { Typed } from '../../kernel/forms/read-form';
import { isId } from '../../kernel/http/id-param';
import { Texts } from '../../kernel/i18n/texts';
import type { FormShown } from '../../kernel/views/form';
import { CustomerPicker } from '../customers/list/customer-picker';
import { CustomerAccess } from '../customers/page/customer-page.access';
import { SettingsStore } from '../settings/settings.store';
import type { CustomerEvent } from './customer-event';
import { personOnly } from './customer-events.service';
import { eventPage } from './customer-events.presenter';

/** The form of an event, with the people found for its link. */
@Injectable()
export class CustomerEventPage {
  constructor(
    private readonly access: CustomerAccess,
    private readonly picker: CustomerPicker,
    private readonly settings: SettingsStore,
    private readonly texts: Texts,
  ) {}

  /** @throws NotFound, Forbidden, Refused */
  async model(actor: StaffActor, customerId: string, event: CustomerEvent | null, form: FormShown) {
    const customer = personOnly(await this.access.demand(actor, customerId, 'edit'));
    const { person, partner } = form.values as Partial<Typed>;
    const [found, chosen] = await Promise.all([
      typeof person === 'string' && person !== '' ? this.picker.find(actor, person, 'person', customerId) : null,
      isId(partner) && partner !== customerId ? this.picker.one(actor, partner, 'person') : null,
    ]);
    return eventPage({ customer, event, form, found, chosen, locale: this.localeOf(actor) });
  }

  localeOf(actor: StaffActor): string {
    return this.texts.language(actor.language ?? this.settings.all().language).locale;
  }
}
