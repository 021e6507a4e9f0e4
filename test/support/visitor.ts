import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import request, { type Response } from 'supertest';

export type Fields = Record<string, string | readonly string[]>;

/** Somebody with a browser: keeps cookies, and sends forms with the hidden fields of the page they stand on. */
export class Visitor {
  private readonly agent: ReturnType<typeof request.agent>;
  private csrf = '';
  /** A page that shows the hidden fields of whoever is signed in. */
  private home = '/admin';

  constructor(server: Server) {
    this.agent = request.agent(server);
  }

  /** Opens a page. */
  async get(path: string): Promise<Response> {
    const response = await this.agent.get(path);
    this.csrf = /name="_csrf" value="([0-9a-f]*)"/.exec(response.text ?? '')?.[1] ?? this.csrf;
    return response;
  }

  /** Sends a form; each sending is a form of its own unless `_key` is given. */
  async post(path: string, fields: Fields = {}): Promise<Response> {
    return this.agent.post(path).type('form').send(encode({ ...(await this.hidden()), ...fields }));
  }

  /** Sends a form with a file in the field `name`. */
  async upload(path: string, name: string, file: { name: string; content: Buffer }, fields: Fields = {}): Promise<Response> {
    const sending = this.agent.post(path);
    for (const [field, value] of Object.entries({ ...(await this.hidden()), ...fields })) {
      for (const text of [value].flat()) sending.field(field, text);
    }
    return sending.attach(name, file.content, { filename: file.name });
  }

  /** Sends exactly what is given, without hidden fields: for attacks. */
  raw(): ReturnType<typeof request.agent> {
    return this.agent;
  }

  /** Signs in as staff. */
  async signIn(email: string, password: string): Promise<this> {
    const response = await this.agent.post('/admin/login').type('form').send({ email, password });
    if (response.status !== 303) throw new Error(`signing in as ${email} answered ${response.status}`);
    await this.get('/admin');
    return this;
  }

  /** Signs in to the customers area as a contact. */
  async enterArea(email: string, password: string): Promise<this> {
    const response = await this.agent.post('/login').type('form').send({ email, password });
    if (response.status !== 303) throw new Error(`signing in to the area as ${email} answered ${response.status}`);
    this.home = '/';
    await this.get('/');
    return this;
  }

  /** The hidden fields of a form on a signed-in page. */
  async hidden(): Promise<{ _csrf: string; _key: string }> {
    if (!this.csrf) await this.get(this.home);
    return { _csrf: this.csrf, _key: randomBytes(16).toString('hex') };
  }
}

function encode(fields: Fields): string {
  const pairs = Object.entries(fields).flatMap(([name, value]) => [value].flat().map((text): [string, string] => [name, text]));
  return new URLSearchParams(pairs).toString();
}
