import { withFields } from './browser.mjs';
import { spread } from './load.mjs';

const TIMES = 200;
const WARM_UP = 10;

/** Creating and editing a customer through the forms, as a person does; timed is the sending that stores. */
export async function measure(bench) {
  const browser = await bench.signedIn('administrator');
  return [
    await timed('create a customer (POST that saves)', () => create(browser)),
    await timed('edit a customer (POST that saves)', (at) => edit(browser, 1 + ((at * 10_007) % bench.customers), at)),
  ];
}

async function timed(what, once) {
  const times = [];
  for (let at = 0; at < WARM_UP + TIMES; at += 1) {
    const ms = await once(at);
    if (ms === null) return { what, note: 'not there yet' };
    if (at >= WARM_UP) times.push(ms);
  }
  const row = { what, ...spread(times) };
  return { ...row, reach: 'p95 ≤ 20 ms', ok: row.p95 <= 20 };
}

let made = 0;

/** @returns milliseconds of the last POST; null when there is no such form. */
async function create(browser) {
  made += 1;
  const unique = `${Date.now().toString(36)}${made}`;
  const general = await browser.form('/admin/customers/new', /^\/admin\/customers\/new/);
  if (!general.form) return null;
  const finance = await step(browser, general.form, { type: 'company', companyName: `Measured ${unique} GmbH`, email: `info@measured-${unique}.example`, phone: '+49 30 1234567', do: 'next' });
  const address = await step(browser, await formAt(browser, finance), { do: 'next' });
  const form = await formAt(browser, address);
  return save(browser, form, { country: 'DE', city: 'Berlin', postcode: '10115', street: 'Hauptstraße 1', do: 'save' });
}

async function edit(browser, id, at) {
  const { form } = await browser.form(`/admin/customers/${id}/edit`, /^\/admin\/customers\/\d+\/edit/);
  return form ? save(browser, form, { phone: `+49 30 ${String(1_000_000 + ((at * 7919) % 9_000_000))}`, do: 'save' }) : null;
}

async function step(browser, form, changes) {
  const answer = await browser.send('POST', form.action, { form: withFields(form.fields, changes) });
  if (answer.status !== 303) throw new Error(`${form.action} answered ${answer.status}`);
  return answer.location;
}

async function formAt(browser, path) {
  const { form } = await browser.form(path, /^\/admin\/customers\/new/);
  if (!form) throw new Error(`${path} has no form`);
  return form;
}

async function save(browser, form, changes) {
  const answer = await browser.send('POST', form.action, { form: withFields(form.fields, changes) });
  if (answer.status !== 303) throw new Error(`${form.action} answered ${answer.status}`);
  return answer.ms;
}
