import type { Fields } from '../support/visitor';
import { administratorsOwn, customer, draftOfA, note, trash, type AreaRule, type RowRule, type Scene } from './scene';

/** One concrete request of a route. */
export interface RouteRow {
  readonly at: (scene: Scene) => string;
  /** Fields of a POST: complete where that changes nothing others need, else such that the form is refused. */
  readonly send?: (scene: Scene) => Fields;
  /** The right to the row, where the route's rule is not all. */
  readonly needs?: RowRule;
  /** The same for contacts, on routes of the customers area. */
  readonly areaNeeds?: AreaRule;
  /** Names of the path's parameters that are ids: replaced by what is none. */
  readonly ids?: readonly string[];
  /** Other answers than 200, 303, 409 and 422 that people who are let in may get. */
  readonly also?: readonly number[];
  /** Ends the visitor's session, so it is sent by a visitor of its own. */
  readonly endsSession?: true;
}

const see = customer('see');
const edit = customer('edit');
const contacts = customer('manageContacts');
const admins = customer('manageAdmins');
const general = (scene: Scene): Fields => ({ type: 'company', companyName: 'New', groupIds: [scene.group], do: 'next' });

/** Every route of the application; a route without a row here fails the test that names it. */
export const ROUTES: Readonly<Record<string, RouteRow>> = {
  'GET /health/live': { at: () => '/health/live' },
  'GET /health/ready': { at: () => '/health/ready' },
  'GET /brand/logo/:id': { at: (s) => `/brand/logo/${s.file}`, also: [404] },

  'GET /admin': { at: () => '/admin' },
  'GET /admin/login': { at: () => '/admin/login' },
  'POST /admin/login': { at: () => '/admin/login', send: () => ({ email: 'nobody@clientele.example', password: 'x' }) },
  'GET /admin/password/forgotten': { at: () => '/admin/password/forgotten' },
  'POST /admin/password/forgotten': { at: () => '/admin/password/forgotten', send: () => ({ email: 'nobody@clientele.example' }) },
  'GET /admin/password/sent': { at: () => '/admin/password/sent' },
  'GET /admin/password/set': { at: () => '/admin/password/set?token=0', also: [404] },
  'POST /admin/password/set': { at: () => '/admin/password/set', send: () => ({ token: '0', password: 'x', repeat: 'x' }), also: [404] },
  'GET /admin/password/change': { at: () => '/admin/password/change' },
  'POST /admin/password/change': { at: () => '/admin/password/change', send: () => ({ current: 'no', password: 'x', repeat: 'y' }) },
  'GET /admin/profile': { at: () => '/admin/profile' },
  'POST /admin/profile': { at: () => '/admin/profile', send: () => ({ name: 'N', theme: 'dark', density: 'roomy' }) },
  'GET /admin/profile/sessions': { at: () => '/admin/profile/sessions' },
  'POST /admin/profile/sessions/end-others': { at: () => '/admin/profile/sessions/end-others', send: () => ({}) },
  'POST /admin/profile/sessions/:key/end': { at: () => '/admin/profile/sessions/0123456789abcdef/end', send: () => ({}), also: [404] },
  'GET /admin/files/:id': { at: (s) => `/admin/files/${s.file}`, also: [404], ids: ['file'] },

  'GET /admin/staff': { at: () => '/admin/staff' },
  'GET /admin/staff/new': { at: () => '/admin/staff/new' },
  'POST /admin/staff/new': { at: () => '/admin/staff/new', send: () => ({ name: 'Mallory', email: 'mallory@clientele.example', administrator: '1', access: 'password', password: '' }) },
  'GET /admin/staff/:id': { at: (s) => `/admin/staff/${s.someone}`, ids: ['someone'] },
  'GET /admin/staff/:id/edit': { at: (s) => `/admin/staff/${s.someone}/edit`, ids: ['someone'] },
  'POST /admin/staff/:id/edit': { at: (s) => `/admin/staff/${s.someone}/edit`, send: (s) => ({ name: 'Risen', email: 'risen@clientele.example', administrator: '1', roleId: s.role, version: '1' }), ids: ['someone'] },
  'POST /admin/staff/:id/invitation': { at: (s) => `/admin/staff/${s.someone}/invitation`, send: () => ({}), ids: ['someone'] },
  'GET /admin/staff/:id/password': { at: (s) => `/admin/staff/${s.someone}/password`, ids: ['someone'] },
  'POST /admin/staff/:id/password': { at: (s) => `/admin/staff/${s.someone}/password`, send: () => ({ password: '' }), ids: ['someone'] },
  'POST /admin/staff/:id/sessions/end': { at: (s) => `/admin/staff/${s.someone}/sessions/end`, send: () => ({}), ids: ['someone'] },
  'POST /admin/staff/:id/sessions/:key/end': { at: (s) => `/admin/staff/${s.someone}/sessions/0123456789abcdef/end`, send: () => ({}), ids: ['someone'], also: [404] },
  'POST /admin/staff/:id/deactivation': { at: (s) => `/admin/staff/${s.someone}/deactivation`, send: () => ({}), ids: ['someone'] },
  'POST /admin/staff/:id/activation': { at: (s) => `/admin/staff/${s.someone}/activation`, send: () => ({}), ids: ['someone'] },
  'GET /admin/roles': { at: () => '/admin/roles' },
  'GET /admin/roles/new': { at: () => '/admin/roles/new' },
  'POST /admin/roles/new': { at: () => '/admin/roles/new', send: () => ({ name: 'All', permissions: ['customers.view', 'customers.delete'] }) },
  'GET /admin/roles/:id/edit': { at: (s) => `/admin/roles/${s.role}/edit`, ids: ['role'] },
  'POST /admin/roles/:id/edit': { at: (s) => `/admin/roles/${s.role}/edit`, send: () => ({ name: 'More', permissions: ['customers.view'], version: '1' }), ids: ['role'] },
  'GET /admin/roles/:id/delete': { at: (s) => `/admin/roles/${s.role}/delete`, ids: ['role'] },
  'POST /admin/roles/:id/delete': { at: (s) => `/admin/roles/${s.role}/delete`, send: () => ({}), ids: ['role'] },
  'GET /admin/mail': { at: () => '/admin/mail' },
  'GET /admin/mail/:id': { at: (s) => `/admin/mail/${s.mail}`, ids: ['mail'] },
  'POST /admin/mail/:id/link': { at: (s) => `/admin/mail/${s.mail}/link`, send: () => ({}), ids: ['mail'], also: [404] },
  'POST /admin/mail/:id/resending': { at: (s) => `/admin/mail/${s.mail}/resending`, send: () => ({}), ids: ['mail'] },
  'POST /admin/mail/:id/discarding': { at: (s) => `/admin/mail/${s.mail}/discarding`, send: () => ({}), ids: ['mail'] },

  'GET /admin/settings': { at: () => '/admin/settings' },
  'GET /admin/settings/mail': { at: () => '/admin/settings/mail' },
  'POST /admin/settings/mail/server/test': { at: () => '/admin/settings/mail/server/test', send: () => ({}) },
  'POST /admin/settings/mail/:kind/activation': { at: () => '/admin/settings/mail/staff-reset/activation', send: () => ({}) },
  'POST /admin/settings/mail/:kind/deactivation': { at: () => '/admin/settings/mail/staff-reset/deactivation', send: () => ({}) },
  'GET /admin/settings/mail/:kind/:language': { at: () => '/admin/settings/mail/staff-reset/en?record=1' },
  'POST /admin/settings/mail/:kind/:language': { at: () => '/admin/settings/mail/staff-reset/en', send: () => ({ subject: 'Hello', body: 'You', version: '0' }), also: [400] },
  'POST /admin/settings/mail/:kind/:language/reset': { at: () => '/admin/settings/mail/staff-reset/en/reset', send: () => ({ version: '1' }) },
  'POST /admin/settings/mail/:kind/:language/test': { at: () => '/admin/settings/mail/staff-reset/en/test', send: () => ({}) },

  'GET /admin/settings/company': { at: () => '/admin/settings/company' },
  'POST /admin/settings/company': { at: () => '/admin/settings/company', send: () => ({ companyName: 'Taken over' }), also: [400] },
  'GET /admin/settings/regional': { at: () => '/admin/settings/regional' },
  'POST /admin/settings/regional': { at: () => '/admin/settings/regional', send: () => ({ language: 'en', timeZone: 'Europe/Oslo' }), also: [400] },
  'GET /admin/settings/customers': { at: () => '/admin/settings/customers' },
  'POST /admin/settings/customers': { at: () => '/admin/settings/customers', send: () => ({ prefix: 'Z-', nextNumber: '7', minDigits: '3' }), also: [400] },
  'GET /admin/settings/money': { at: () => '/admin/settings/money' },
  'POST /admin/settings/money': { at: () => '/admin/settings/money', send: () => ({ baseCurrency: 'USD' }), also: [400] },
  'GET /admin/settings/currencies/new': { at: () => '/admin/settings/currencies/new' },
  'POST /admin/settings/currencies': { at: () => '/admin/settings/currencies', send: () => ({ code: 'NOK' }) },
  'GET /admin/settings/currencies/:code/delete': { at: () => '/admin/settings/currencies/USD/delete' },
  'POST /admin/settings/currencies/:code/delete': { at: () => '/admin/settings/currencies/USD/delete', send: () => ({}) },
  'GET /admin/settings/:list/new': { at: () => '/admin/settings/tax-rates/new' },
  'POST /admin/settings/:list': { at: () => '/admin/settings/payment-modes', send: () => ({ name: 'Shells', active: '1' }) },
  'GET /admin/settings/:list/:id/edit': { at: (s) => `/admin/settings/tax-rates/${s.taxRate}/edit`, ids: ['taxRate'] },
  'POST /admin/settings/:list/:id': { at: (s) => `/admin/settings/tax-rates/${s.taxRate}`, send: () => ({ name: 'None', rate: '0', version: '1' }), ids: ['taxRate'] },
  'GET /admin/settings/:list/:id/delete': { at: (s) => `/admin/settings/payment-modes/${s.paymentMode}/delete`, ids: ['paymentMode'] },
  'POST /admin/settings/:list/:id/delete': { at: (s) => `/admin/settings/payment-modes/${s.paymentMode}/delete`, send: () => ({}), ids: ['paymentMode'] },

  'GET /admin/products': { at: () => '/admin/products' },
  'GET /admin/products/new': { at: () => '/admin/products/new' },
  'POST /admin/products': { at: () => '/admin/products', send: () => ({ kind: 'service', name: 'Free lunch', price: '0', active: '1' }) },
  'GET /admin/products/:id': { at: (s) => `/admin/products/${s.product}`, ids: ['product'] },
  'GET /admin/products/:id/edit': { at: (s) => `/admin/products/${s.product}/edit`, ids: ['product'] },
  'POST /admin/products/:id': { at: (s) => `/admin/products/${s.product}`, send: () => ({ kind: 'service', name: 'Dearer', price: '9', version: '1' }), ids: ['product'] },
  'POST /admin/products/:id/deactivation': { at: (s) => `/admin/products/${s.product}/deactivation`, send: () => ({}), ids: ['product'] },
  'POST /admin/products/:id/activation': { at: (s) => `/admin/products/${s.product}/activation`, send: () => ({}), ids: ['product'] },
  'GET /admin/products/:id/delete': { at: (s) => `/admin/products/${s.product}/delete`, ids: ['product'] },
  'POST /admin/products/:id/delete': { at: (s) => `/admin/products/${s.product}/delete`, send: () => ({}), ids: ['product'] },

  'GET /admin/groups': { at: () => '/admin/groups' },
  'POST /admin/groups': { at: () => '/admin/groups', send: () => ({ name: 'Friends' }) },
  'POST /admin/groups/:id': { at: (s) => `/admin/groups/${s.group}`, send: () => ({ name: 'Foes', version: '1' }), ids: ['group'] },
  'GET /admin/groups/:id/delete': { at: (s) => `/admin/groups/${s.group}/delete`, ids: ['group'] },
  'POST /admin/groups/:id/delete': { at: (s) => `/admin/groups/${s.group}/delete`, send: () => ({ targetId: '' }), ids: ['group'] },

  'GET /admin/customers/import': { at: () => '/admin/customers/import' },
  'GET /admin/customers/import/sample.csv': { at: () => '/admin/customers/import/sample.csv?type=person' },
  'POST /admin/customers/import': { at: () => '/admin/customers/import', send: () => ({}) },
  'GET /admin/imports': { at: () => '/admin/imports' },
  'GET /admin/imports/:id': { at: (s) => `/admin/imports/${s.import}`, needs: administratorsOwn, ids: ['import'] },
  'POST /admin/imports/:id/check': { at: (s) => `/admin/imports/${s.import}/check`, send: () => ({ type: 'auto', mode: 'nonsense' }), needs: administratorsOwn, ids: ['import'] },
  'GET /admin/imports/:id/rejected.csv': { at: (s) => `/admin/imports/${s.import}/rejected.csv`, needs: administratorsOwn, ids: ['import'] },
  'POST /admin/imports/:id/run': { at: (s) => `/admin/imports/${s.import}/run`, send: () => ({}), needs: administratorsOwn, ids: ['import'] },

  'GET /admin/customers': { at: () => '/admin/customers' },
  'GET /admin/customers/export': { at: () => '/admin/customers/export' },
  'GET /admin/customers.csv': { at: () => '/admin/customers.csv?q=x' },
  'POST /admin/customers/columns': { at: () => '/admin/customers/columns', send: () => ({ cols: ['name', 'number'] }) },
  'GET /admin/customers/views/new': { at: () => '/admin/customers/views/new?q=x' },
  'POST /admin/customers/views': { at: () => '/admin/customers/views', send: () => ({ name: 'Mine too', list: 'q=x', shared: '1' }) },
  'GET /admin/customers/views/:id/edit': { at: (s) => `/admin/customers/views/${s.view}/edit`, needs: administratorsOwn, ids: ['view'] },
  'POST /admin/customers/views/:id': { at: (s) => `/admin/customers/views/${s.view}`, send: () => ({ name: 'Renamed', shared: '1' }), needs: administratorsOwn, ids: ['view'] },
  'POST /admin/customers/views/:id/deletion': { at: (s) => `/admin/customers/views/${s.view}/deletion`, send: () => ({}), needs: administratorsOwn, ids: ['view'] },
  'GET /admin/customers/bulk/new': { at: () => '/admin/customers/bulk/new?q=x' },
  'POST /admin/customers/bulk': { at: () => '/admin/customers/bulk', send: (s) => ({ do: 'delete', ids: [s.a, s.b] }), also: [403] },
  'GET /admin/customers/bulk/:id': { at: (s) => `/admin/customers/bulk/${s.bulk}`, needs: administratorsOwn, ids: ['bulk'] },
  'POST /admin/customers/bulk/:id': { at: (s) => `/admin/customers/bulk/${s.bulk}`, send: () => ({}), needs: administratorsOwn, ids: ['bulk'] },
  'GET /admin/customers/new': { at: () => '/admin/customers/new' },
  'GET /admin/customers/steps/state': { at: () => '/admin/customers/steps/state?name=state&country=US' },
  'POST /admin/customers/new': { at: () => '/admin/customers/new?step=general', send: general },
  'GET /admin/customers/new/:draftId': { at: (s) => `/admin/customers/new/${s.draft}`, needs: administratorsOwn, ids: ['draft'] },
  'POST /admin/customers/new/:draftId': { at: (s) => `/admin/customers/new/${s.draft}?step=general`, send: general, needs: administratorsOwn, ids: ['draft'] },
  'GET /admin/customers/trash': { at: () => '/admin/customers/trash', needs: trash },
  'GET /admin/customers/:id': { at: (s) => `/admin/customers/${s.a}`, needs: see, ids: ['a'] },
  'GET /admin/customers/:id/addresses': { at: (s) => `/admin/customers/${s.a}/addresses`, needs: see, ids: ['a'] },
  'GET /admin/customers/:id/activity': { at: (s) => `/admin/customers/${s.a}/activity`, needs: see, ids: ['a'] },
  'GET /admin/customers/:id/edit': { at: (s) => `/admin/customers/${s.a}/edit`, needs: edit, ids: ['a'] },
  'POST /admin/customers/:id/edit': { at: (s) => `/admin/customers/${s.a}/edit?step=general`, send: general, needs: edit, ids: ['a'], also: [400] },
  'GET /admin/customers/:id/edit/:draftId': { at: (s) => `/admin/customers/${s.a}/edit/${s.editDraft}`, needs: draftOfA, ids: ['a', 'editDraft'] },
  'POST /admin/customers/:id/edit/:draftId': { at: (s) => `/admin/customers/${s.a}/edit/${s.editDraft}?step=general`, send: general, needs: draftOfA, ids: ['a', 'editDraft'] },
  'GET /admin/customers/:id/edit/:draftId/conflict': { at: (s) => `/admin/customers/${s.a}/edit/${s.editDraft}/conflict`, needs: draftOfA, ids: ['a', 'editDraft'] },
  'POST /admin/customers/:id/edit/:draftId/conflict': { at: (s) => `/admin/customers/${s.a}/edit/${s.editDraft}/conflict`, send: () => ({ do: 'mine' }), needs: draftOfA, ids: ['a', 'editDraft'] },
  'GET /admin/customers/:id/notes': { at: (s) => `/admin/customers/${s.a}/notes`, needs: see, ids: ['a'] },
  'POST /admin/customers/:id/notes': { at: (s) => `/admin/customers/${s.a}/notes`, send: () => ({ body: 'Words' }), needs: edit, ids: ['a'] },
  'GET /admin/customers/:id/notes/:note/edit': { at: (s) => `/admin/customers/${s.a}/notes/${s.note}/edit`, needs: note, ids: ['a', 'note'] },
  'POST /admin/customers/:id/notes/:note': { at: (s) => `/admin/customers/${s.a}/notes/${s.note}`, send: () => ({ body: 'Other words', version: '1' }), needs: note, ids: ['a', 'note'] },
  'POST /admin/customers/:id/notes/:note/restoration': { at: (s) => `/admin/customers/${s.a}/notes/${s.deletedNote}/restoration`, send: () => ({}), needs: note, ids: ['a', 'deletedNote'] },
  'POST /admin/customers/:id/notes/:note/deletion': { at: (s) => `/admin/customers/${s.a}/notes/${s.note}/deletion`, send: () => ({}), needs: note, ids: ['a', 'note'] },
  'GET /admin/customers/:id/admins': { at: (s) => `/admin/customers/${s.a}/admins`, needs: see, ids: ['a'] },
  'POST /admin/customers/:id/admins': { at: (s) => `/admin/customers/${s.a}/admins`, send: (s) => ({ staffId: s.someone }), needs: admins, ids: ['a'] },
  'POST /admin/customers/:id/admins/:staff/removal': { at: (s) => `/admin/customers/${s.a}/admins/${s.someone}/removal`, send: () => ({}), needs: admins, ids: ['a', 'someone'], also: [404] },
  'GET /admin/customers/:id/contacts': { at: (s) => `/admin/customers/${s.a}/contacts`, needs: see, ids: ['a'] },
  'GET /admin/customers/:id/contacts/new': { at: (s) => `/admin/customers/${s.a}/contacts/new`, needs: contacts, ids: ['a'] },
  'POST /admin/customers/:id/contacts': { at: (s) => `/admin/customers/${s.a}/contacts`, send: () => ({ firstName: 'New', kind: 'normal', active: '1' }), needs: contacts, ids: ['a'] },
  'GET /admin/customers/:id/contacts/:contact/edit': { at: (s) => `/admin/customers/${s.a}/contacts/${s.contact}/edit`, needs: contacts, ids: ['a', 'contact'] },
  'POST /admin/customers/:id/contacts/:contact': { at: (s) => `/admin/customers/${s.a}/contacts/${s.contact}`, send: () => ({ firstName: 'Changed', kind: 'admin', active: '1', version: '1', personVersion: '1' }), needs: contacts, ids: ['a', 'contact'] },
  'POST /admin/customers/:id/contacts/:contact/restoration': { at: (s) => `/admin/customers/${s.a}/contacts/${s.deletedContact}/restoration`, send: () => ({}), needs: contacts, ids: ['a', 'deletedContact'] },
  'POST /admin/customers/:id/contacts/:contact/deletion': { at: (s) => `/admin/customers/${s.a}/contacts/${s.contact}/deletion`, send: () => ({}), needs: contacts, ids: ['a', 'contact'] },
  'POST /admin/customers/:id/deactivation': { at: (s) => `/admin/customers/${s.a}/deactivation`, send: () => ({}), needs: edit, ids: ['a'] },
  'POST /admin/customers/:id/activation': { at: (s) => `/admin/customers/${s.a}/activation`, send: () => ({}), needs: edit, ids: ['a'] },
  'GET /admin/customers/:id/permissions': { at: (s) => `/admin/customers/${s.a}/permissions?who=${s.contact}&mail=invoice`, needs: see, ids: ['a'] },
  'POST /admin/customers/:id/permissions': { at: (s) => `/admin/customers/${s.a}/permissions`, send: (s) => ({ read: `${s.contact}||`, ticks: [`${s.contact}.may.invoices`] }), needs: contacts, ids: ['a'] },
  'POST /admin/customers/:id/modules': { at: (s) => `/admin/customers/${s.a}/modules`, send: () => ({ read: '', modules: ['invoices'] }), needs: edit, ids: ['a'] },
  'POST /admin/customers/:id/restoration': { at: (s) => `/admin/customers/${s.trashed}/restoration`, send: () => ({}), needs: trash, ids: ['trashed'] },
  'GET /admin/customers/:id/deletion': { at: (s) => `/admin/customers/${s.a}/deletion`, needs: customer('delete'), ids: ['a'] },
  'POST /admin/customers/:id/deletion': { at: (s) => `/admin/customers/${s.a}/deletion`, send: () => ({}), needs: customer('delete'), ids: ['a'] },

  'POST /admin/logout': { at: () => '/admin/logout', send: () => ({}), endsSession: true },

  'GET /': { at: () => '/' },
  'GET /login': { at: () => '/login' },
  'POST /login': { at: () => '/login', send: () => ({ email: 'nobody@area.example', password: 'x' }) },
  'POST /current-customer': { at: () => '/current-customer', send: (s) => ({ customerId: s.a }) },
  'POST /logout': { at: () => '/logout', send: () => ({}), endsSession: true },
};
