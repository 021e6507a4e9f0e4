import type { AreaCustomer } from '../../../kernel/access/contact-actor';
import { readContactPermissions, readMailSwitches, switchesOf } from '../../../kernel/access/contact-permissions';
import type { Message } from '../../../kernel/i18n/message';
import type { FormShown } from '../../../kernel/views/form';
import { CONTACT_KINDS } from '../../contacts/customer-contact.entity';
import type { ColleagueInvitation } from '../../contacts/links/colleague-invitations.queries';
import type { Colleague } from './colleagues.queries';

const HOUR = 3_600_000;

/** What `views/area/colleagues/index.hbs` shows. */
export function colleaguesPage(customer: AreaCustomer, contactId: string, colleagues: readonly Colleague[], invitations: readonly ColleagueInvitation[], now: Date) {
  const people = colleagues.map((one) => ({
    id: one.id, name: one.name, email: one.email, position: one.position, kind: { key: `contacts.kinds.${one.kind}` }, primary: one.primary, self: one.contactId === contactId,
    state: stateOf(one, now), edit: one.contactId === contactId ? null : `/colleagues/${one.id}/edit`,
    again: one.hasPassword || one.email === null ? null : `/colleagues/${one.id}/invitation`,
    first: one.invitedUntil === null, withdraw: null as string | null,
  }));
  const invited = invitations.map(({ id, name, email, position, kind, expiresAt }) => ({
    id: `invitation-${id}`, name: name || email, email, position, kind: { key: `contacts.kinds.${kind}` }, primary: false, self: false,
    state: invitation(expiresAt, now), edit: null, again: `/colleagues/invitations/${id}/renewal`, first: false, withdraw: `/colleagues/invitations/${id}/withdrawal`,
  }));
  return { customer: { id: customer.id, name: customer.name }, colleagues: [...people, ...invited] };
}

function stateOf({ email, hasPassword, invitedUntil }: Colleague, now: Date): { text: Message; tone: string } {
  if (email === null) return { text: { key: 'contacts.login.noEmail' }, tone: '' };
  if (hasPassword) return { text: { key: 'area.colleagues.canSignIn' }, tone: 'ok' };
  if (invitedUntil === null) return { text: { key: 'contacts.login.notInvited' }, tone: '' };
  return invitation(invitedUntil, now);
}

function invitation(until: Date, now: Date): { text: Message; tone: string } {
  if (until <= now) return { text: { key: 'contacts.login.expired' }, tone: 'bad' };
  return { text: { key: 'contacts.login.invited', params: { count: Math.max(1, Math.floor((until.getTime() - now.getTime()) / HOUR)) } }, tone: 'warn' };
}

export function kindChoices() {
  return CONTACT_KINDS.map((kind) => ({ value: kind, label: { key: `contacts.kinds.${kind}` }, ...(kind === 'admin' && { help: { key: 'area.colleagues.adminHelp' } }) }));
}

/** What `views/area/colleagues/edit.hbs` shows; ticks are offered for what the admin contact itself may use. */
export function colleaguePage(customer: AreaCustomer, colleague: Colleague, form: FormShown) {
  const permissions = [...customer.permissions];
  return {
    customer: { id: customer.id }, id: colleague.id, name: colleague.name, email: colleague.email, version: form.values.version ?? colleague.version, form,
    mayRemove: !colleague.primary, kinds: kindChoices(),
    permissions: permissions.map((value) => ({ value, label: { key: `permissions.may.${value}` } })),
    switches: switchesOf(permissions).map((value) => ({ value, label: { key: `permissions.mails.${value}` } })),
  };
}

export function colleagueValues({ position, kind, permissions, mailSwitches, version }: Colleague): FormShown['values'] {
  return { position, kind, permissions: readContactPermissions(permissions), mailSwitches: readMailSwitches(mailSwitches), version };
}
