// Makes plain pages and forms faster: windows, keyboard, selection. Every page works without it.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const html = document.documentElement;
html.classList.add('js');

/* ── a thin bar while a page or an htmx request is under way, after 150 ms ── */
let barTimer;
function busy(on) {
  clearTimeout(barTimer);
  if (on) barTimer = setTimeout(() => html.classList.add('loading'), 150);
  else html.classList.remove('loading');
}
let fileAsked = 0;
// A file comes without a new page, so nothing would end the bar.
addEventListener('beforeunload', () => busy(Date.now() - fileAsked > 1000));
const isFile = (address) => new URL(address, location).pathname.endsWith('.csv');
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[href]');
  if (link && isFile(link.href)) fileAsked = Date.now();
});
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!isFile(form.getAttribute('action') ?? '')) return;
  fileAsked = Date.now();
  setTimeout(() => form.closest('dialog')?.close());
});
addEventListener('pageshow', () => {
  busy(false);
  $$('form[data-sent]').forEach(release);
});
document.addEventListener('htmx:before:request', () => busy(true));
document.addEventListener('htmx:after:request', () => busy(false));

/* ── menus are <details class="drop">: they close on Escape, on a click outside, and when another opens ── */
const openMenus = () => $$('details.drop[open]');
document.addEventListener('click', (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  const menu = openMenus().pop();
  if (!menu) return;
  menu.open = false;
  $('summary', menu).focus();
});

/* ── keyboard: the element itself says its key in data-key; never while typing ── */
let goPressed = 0;
document.addEventListener('keydown', (event) => {
  if (html.dataset.keys === 'off' || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest('input,textarea,select,[contenteditable],dialog')) return;
  if (event.key === 'g') return void (goPressed = Date.now());
  const key = Date.now() - goPressed < 1200 ? `g ${event.key}` : event.key;
  goPressed = 0;
  const target = $(`[data-key="${CSS.escape(key)}"]`);
  if (!target) return;
  event.preventDefault();
  if (!target.matches('input')) return target.click();
  target.focus();
  target.select();
});

/* ── a form is sent once: its button is marked busy and a second click does nothing ── */
function hold(form, button) {
  form.dataset.sent = '';
  button?.setAttribute('aria-busy', 'true');
  // A download answers without a new page, so the form opens again by itself.
  setTimeout(release, 8000, form);
}
function release(form) {
  delete form.dataset.sent;
  $$('[aria-busy]', form).forEach((button) => button.removeAttribute('aria-busy'));
}
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.getAttribute('method') !== 'post') {
    const query = new URLSearchParams(new FormData(form, event.submitter));
    return stayInDialog(event, form, new URL(`${form.getAttribute('action') ?? ''}?${query}`, location));
  }
  if ('sent' in form.dataset) return event.preventDefault();
  hold(form, event.submitter);
  if (form.closest('dialog')) sendFromDialog(event);
});

/* ── a[data-dialog] opens the page it leads to in a window ── */
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-dialog]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button || $('dialog[open]')) return;
  event.preventDefault();
  openDialog(link);
});

/* ── in a window, a search or another page of the same address is shown there ── */
document.addEventListener('click', (event) => {
  const link = event.target.closest('dialog a[href]:not([data-dialog],[data-close])');
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.button) stayInDialog(event, link, new URL(link.href));
});

async function stayInDialog(event, inside, address) {
  const dialog = inside.closest('dialog');
  if (!dialog?.dataset.from || new URL(dialog.dataset.from).pathname !== address.pathname) return;
  event.preventDefault();
  const { id } = document.activeElement;
  busy(true);
  try {
    const answer = await fetch(address, { headers: { 'X-Dialog': '1' } });
    const body = answer.ok && dialogBody(await answer.text());
    if (!body) return location.assign(address);
    fill(dialog, body);
    (document.getElementById(id || 'none') ?? $('[data-close]', dialog))?.focus();
  } catch {
    location.assign(address);
  } finally {
    busy(false);
  }
}

async function openDialog(link) {
  busy(true);
  try {
    const answer = await fetch(link.href, { headers: { 'X-Dialog': '1' } });
    const body = answer.ok && dialogBody(await answer.text());
    if (!body) return location.assign(link.href);
    const dialog = document.createElement('dialog');
    dialog.dataset.from = link.href;
    document.body.append(dialog);
    fill(dialog, body);
    dialog.addEventListener('click', (event) => {
      if (event.target === dialog || event.target.closest('[data-close]')) {
        event.preventDefault();
        dialog.close();
      }
    });
    dialog.addEventListener('close', () => {
      dialog.remove();
      if ('changed' in dialog.dataset) return showAgain();
      link.closest('details.drop') ? $('summary', link.closest('details.drop')).focus() : link.focus();
    });
    dialog.showModal();
  } catch {
    location.assign(link.href);
  } finally {
    busy(false);
  }
}

function dialogBody(text) {
  return $('[data-dialog-body]', new DOMParser().parseFromString(text, 'text/html'));
}

function fill(dialog, body) {
  dialog.replaceChildren(...body.childNodes);
  $$('nav[data-parts]', dialog).forEach(prepareParts);
  const heading = $('h1,h2', dialog);
  if (heading?.id) dialog.setAttribute('aria-labelledby', heading.id);
  $('[data-focus]', dialog)?.focus();
}

/** Sends the form of a window: a redirect means done (data-then: where to go when the page below is gone; data-stay: the window is shown again, the page after closing it), a refused form comes back into the window, all else is sent as a page. */
async function sendFromDialog(event) {
  event.preventDefault();
  const form = event.target, dialog = form.closest('dialog'), button = event.submitter;
  const data = new FormData(form, button);
  const body = (button?.getAttribute('formenctype') ?? form.enctype) === 'multipart/form-data' ? data : new URLSearchParams(data);
  busy(true);
  try {
    // Not followed: the page that loads next shows what happened, and that is said once only.
    const answer = await fetch(button?.getAttribute('formaction') || form.getAttribute('action'), { method: 'POST', body, redirect: 'manual', headers: { 'X-Dialog': '1' } });
    if (answer.type === 'opaqueredirect' && 'stay' in form.dataset) {
      dialog.dataset.changed = '';
      const list = dialogBody(await (await fetch(dialog.dataset.from, { headers: { 'X-Dialog': '1' } })).text());
      return list ? fill(dialog, list) : showAgain();
    }
    if (answer.type === 'opaqueredirect') return form.dataset.then ? location.assign(form.dataset.then) : showAgain();
    const again = answer.status === 422 && dialogBody(await answer.text());
    if (again) return fill(dialog, again);
    sendAsPage(form, button);
  } catch {
    sendAsPage(form, button);
  } finally {
    busy(false);
    release(form);
  }
}

/** Loads this page again by GET, also where it is itself the answer to a form. */
function showAgain() {
  location.assign(location.pathname + location.search);
}

function sendAsPage(form, button) {
  if (button?.name) {
    const chosen = document.createElement('input');
    Object.assign(chosen, { type: 'hidden', name: button.name, value: button.value });
    form.append(chosen);
  }
  form.submit();
}

/* ── the bell: opens what is due below it, and asks now and then whether its number still holds ── */
const MINUTE = 60_000;
function prepareBell(bell) {
  const link = $('a', bell), pop = $('.pop', bell), number = $('.n', bell);
  let due = Number(bell.dataset.due), wait = MINUTE, asked = Date.now();
  const show = (n) => {
    due = n;
    number.hidden = n === 0;
    number.textContent = n > 99 ? '99+' : new Intl.NumberFormat(html.lang).format(n);
  };
  const expand = (open) => {
    pop.hidden = !open;
    link.setAttribute('aria-expanded', open);
  };
  async function ask() {
    asked = Date.now();
    try {
      const answer = await fetch(bell.dataset.bell, { redirect: 'error', headers: { 'If-None-Match': `"${due}"`, 'X-Unattended': '1' } });
      if (answer.status === 200) show(Number(await answer.text()));
      else if (answer.status !== 304) throw new Error();
      wait = MINUTE;
    } catch {
      wait = Math.min(wait * 2, 15 * MINUTE);
    }
  }
  // Not all pages at the same moment, and none that nobody looks at.
  (function later() {
    setTimeout(async () => {
      if (!document.hidden) await ask();
      later();
    }, wait * (0.8 + Math.random() * 0.4));
  })();
  document.addEventListener('visibilitychange', () => !document.hidden && Date.now() - asked > wait && ask());
  async function fillBell() {
    const answer = await fetch(`${bell.dataset.open}?back=${encodeURIComponent(location.pathname + location.search)}`, { redirect: 'error' });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html'), body = $('#bell-open', page), flash = $('[data-flash]', page);
    show(Number(body.dataset.due));
    pop.replaceChildren(...body.childNodes);
    if (flash) {
      $$('[data-flash]').forEach((old) => old.remove());
      document.body.append(flash);
    }
  }
  link.setAttribute('role', 'button');
  expand(false);
  link.addEventListener('click', async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!pop.hidden) return expand(false);
    try {
      await fillBell();
      expand(true);
    } catch {
      location.assign(link.href);
    }
  });
  bell.addEventListener('submit', async (event) => {
    event.preventDefault();
    const { target: form, submitter } = event;
    try {
      const answer = await fetch(form.getAttribute('action'), { method: 'POST', body: new URLSearchParams(new FormData(form, submitter)), redirect: 'manual' });
      if (answer.type !== 'opaqueredirect') throw new Error();
      // What the page itself shows may be what was just done.
      if (/\/reminders|^\/admin$/.test(location.pathname)) return showAgain();
      await fillBell();
      link.focus();
    } catch {
      sendAsPage(form, submitter);
    }
  });
  document.addEventListener('click', (event) => bell.contains(event.target) || expand(false));
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || pop.hidden) return;
    expand(false);
    link.focus();
  });
}
$$('[data-bell]').forEach(prepareBell);

/* ── selecting rows: all, a range with shift, and a spoken count ── */
const boxesOf = (form) => $$('input[name=ids]', form);
let lastBox = null;
function showSelection(form) {
  const boxes = boxesOf(form), chosen = boxes.filter((box) => box.checked).length;
  const all = $('[data-all]', form), live = $('[data-live]', form);
  if (all) {
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
  if (live) live.textContent = chosen ? live.dataset.live.replace('#', chosen) : '';
}
document.addEventListener('click', (event) => {
  const form = event.target.closest('form[data-select]');
  if (!form || !event.target.matches('input[type=checkbox]')) return;
  const boxes = boxesOf(form);
  if (event.target.matches('[data-all]')) boxes.forEach((box) => (box.checked = event.target.checked));
  else if (event.target.name === 'ids') {
    if (event.shiftKey && lastBox && form.contains(lastBox)) {
      const [from, to] = [boxes.indexOf(lastBox), boxes.indexOf(event.target)].sort((a, b) => a - b);
      boxes.slice(from, to + 1).forEach((box) => (box.checked = event.target.checked));
    }
    lastBox = event.target;
  }
  showSelection(form);
});

/* ── the parts of a long form, one shown at a time: nav[data-parts] leads to sections by #id ── */
function showPart(nav, link) {
  for (const one of $$('a', nav)) {
    document.getElementById(one.hash.slice(1)).hidden = one !== link;
    if (one === link) one.setAttribute('aria-current', 'true');
    else one.removeAttribute('aria-current');
  }
}
const partOf = (nav, element) => $$('a', nav).find((one) => document.getElementById(one.hash.slice(1))?.contains(element));
function prepareParts(nav) {
  const wrong = $('[aria-invalid=true],.err', nav.parentElement);
  showPart(nav, (wrong && partOf(nav, wrong)) ?? $$('a', nav).find((one) => one.hash === location.hash) ?? $('a', nav));
}
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[href^="#"]');
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  const own = link.closest('nav[data-parts]');
  if (own) {
    event.preventDefault();
    return showPart(own, link);
  }
  // A problem named above leads to a field that may stand in another part.
  for (const nav of $$('nav[data-parts]')) if (partOf(nav, target)) showPart(nav, partOf(nav, target));
});

/* ── what a fresh page or a fresh piece of one needs ── */
function prepare(root) {
  // Rows become cards on narrow screens; the roles are said out loud so that no browser drops them.
  for (const table of $$('table.cards', root)) {
    table.setAttribute('role', 'table');
    const roles = { tr: 'row', 'thead,tbody,tfoot': 'rowgroup', td: 'cell', 'thead th': 'columnheader', 'tbody th': 'rowheader' };
    for (const [selector, role] of Object.entries(roles)) $$(selector, table).forEach((part) => part.setAttribute('role', role));
  }
  $$('form[data-select]', root).forEach(showSelection);
  $$('nav[data-parts]', root).forEach(prepareParts);
}
prepare(document);
$('main [data-focus]')?.focus();
// On phones the row of tabs scrolls; the current one comes into view.
$$('.tabs [aria-current]').forEach((tab) => tab.scrollIntoView({ block: 'nearest', inline: 'center' }));
document.addEventListener('htmx:after:swap', (event) => {
  prepare(document);
  // What was polled has finished, so the whole page has news.
  if (event.target.matches('[data-hx-trigger^="every"]') && $('[data-finished]', event.target)) showAgain();
});

/* ── a flash goes by itself only when it carries no action and no bad news ── */
for (const flash of $$('[data-flash]')) if (!$('form', flash) && !flash.matches('.s-bad')) setTimeout(() => flash.remove(), 6000);
document.addEventListener('click', (event) => event.target.closest('[data-flash] [data-close]')?.closest('[data-flash]').remove());
