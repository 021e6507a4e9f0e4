import { createReadStream, statSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { basename } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

/** Somebody with a browser and one kept connection: cookies, compression, forms as they stand on the page. */
export class Browser {
  constructor(port) {
    this.port = port;
    this.agent = new Agent({ keepAlive: true, maxSockets: 1 });
    this.cookies = new Map();
  }

  /** @returns {Promise<{status: number, headers: object, body: Buffer, location: string | undefined, ms: number}>} the body as it came over the wire */
  send(method, path, { form, headers = {} } = {}) {
    const body = form === undefined ? undefined : new URLSearchParams(form).toString();
    const began = performance.now();
    return new Promise((resolve, reject) => {
      const outgoing = request({
        port: this.port, method, path, agent: this.agent,
        headers: {
          host: `localhost:${this.port}`, accept: 'text/html', 'accept-encoding': 'gzip, deflate, br', cookie: this.cookieHeader(),
          ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body), origin: `http://localhost:${this.port}`, 'sec-fetch-site': 'same-origin' }),
          ...headers,
        },
      }, (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          this.keep(response.headers['set-cookie']);
          resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts), location: response.headers.location, ms: performance.now() - began });
        });
      }).on('error', reject);
      outgoing.end(body);
    });
  }

  get(path, options) {
    return this.send('GET', path, options);
  }

  /** Sends a form with a file, streamed from the disk. */
  upload(path, fields, name, file) {
    const boundary = `bench${Date.now().toString(36)}`;
    const texts = fields.map(([field, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`).join('');
    const head = `${texts}--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${basename(file)}"\r\nContent-Type: text/csv\r\n\r\n`;
    const tail = `\r\n--${boundary}--\r\n`;
    const origin = `http://localhost:${this.port}`;
    return new Promise((resolve, reject) => {
      const outgoing = request({
        port: this.port, method: 'POST', path,
        headers: {
          host: `localhost:${this.port}`, cookie: this.cookieHeader(), origin, 'sec-fetch-site': 'same-origin', 'content-type': `multipart/form-data; boundary=${boundary}`,
          'content-length': Buffer.byteLength(head) + statSync(file).size + Buffer.byteLength(tail),
        },
      }, (response) => {
        response.resume();
        response.on('end', () => resolve({ status: response.statusCode, location: response.headers.location }));
      }).on('error', reject);
      outgoing.write(head);
      createReadStream(file).on('error', reject).on('end', () => outgoing.end(tail)).pipe(outgoing, { end: false });
    });
  }

  async signIn(email, password) {
    const { status } = await this.send('POST', '/admin/login', { form: { email, password } });
    if (status !== 303) throw new Error(`signing in as ${email} answered ${status}`);
  }

  /** The first form on the page that is sent to an address matching `action`, with its fields as they stand there. */
  async form(path, action) {
    const page = await this.get(path);
    if (page.status !== 200) return { status: page.status, form: null };
    return { status: 200, form: findForm(textOf(page), action) };
  }

  cookieHeader() {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  keep(lines = []) {
    for (const line of lines) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (!name) continue;
      if (value === '' || /max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

/** The body of an answer as text. */
export function textOf({ body, headers }) {
  if (headers['content-encoding'] === 'br') return brotliDecompressSync(body).toString();
  if (headers['content-encoding'] === 'gzip') return gunzipSync(body).toString();
  return body.toString();
}

const ENTITIES = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#x27;': "'", '&#x3D;': '=', '&#x60;': '`', '&#39;': "'" };
const plain = (text) => text.replace(/&(?:amp|lt|gt|quot|#x27|#x3D|#x60|#39);/g, (entity) => ENTITIES[entity]);
const attribute = (tag, name) => {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag);
  return found ? plain(found[1]) : undefined;
};

function findForm(html, action) {
  for (const [whole, open] of html.matchAll(/(<form\b[^>]*>)[^]*?<\/form>/g)) {
    const address = attribute(open, 'action');
    if (address === undefined || !action.test(address)) continue;
    return { action: address, fields: fieldsOf(whole) };
  }
  return null;
}

function fieldsOf(html) {
  const fields = [];
  for (const [tag] of html.matchAll(/<input\b[^>]*>/g)) {
    const name = attribute(tag, 'name');
    const type = attribute(tag, 'type') ?? 'text';
    if (!name || type === 'file' || type === 'submit') continue;
    if ((type === 'checkbox' || type === 'radio') && !/\schecked\b/.test(tag)) continue;
    fields.push([name, attribute(tag, 'value') ?? '']);
  }
  for (const [whole, open] of html.matchAll(/(<select\b[^>]*>)[^]*?<\/select>/g)) {
    const options = [...whole.matchAll(/<option\b[^>]*>/g)].map(([tag]) => tag);
    const chosen = options.filter((tag) => /\sselected\b/.test(tag));
    const multiple = /\smultiple\b/.test(open);
    for (const tag of chosen.length > 0 || multiple ? chosen : options.slice(0, 1)) fields.push([attribute(open, 'name'), attribute(tag, 'value') ?? '']);
  }
  for (const [, open, text] of html.matchAll(/(<textarea\b[^>]*>)([^]*?)<\/textarea>/g)) fields.push([attribute(open, 'name'), plain(text)]);
  return fields.filter(([name]) => name !== undefined);
}

/** Fields with some of them set anew. */
export function withFields(fields, changes) {
  return [...fields.filter(([name]) => !(name in changes)), ...Object.entries(changes)];
}
