import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../../../bin/launcher/settings.mjs';

const require = createRequire(join(root, 'package.json'));
const { SMTPServer } = require('smtp-server');

/**
 * A mail server that counts what it takes and can be made to fail. A mail is known by the number in its text, so that two
 * copies of one are seen whatever their Message-ID.
 */
export class MailSink {
  constructor() {
    /** Number of a mail → the Message-IDs under which it came, in their order. */
    this.received = new Map();
    this.total = 0;
    /** Milliseconds before a mail is taken. */
    this.delay = 0;
    /** @type {(address: string, session: object) => number | null} code with which a recipient is refused */
    this.refuse = () => null;
    /** @type {(session: object) => 'take' | 'silence' | 'drop'} what becomes of a mail; `drop` takes it and breaks off without a word */
    this.treat = () => 'take';
    this.port = 0;
  }

  /** @param name lets `treat` and `refuse` know the worker: it is what the worker says in EHLO. */
  url(name) {
    return `smtp://127.0.0.1:${this.port}?name=${name}`;
  }

  async up() {
    this.server = new SMTPServer({
      authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], disableReverseLookup: true, closeTimeout: 50, maxClients: 200,
      onRcptTo: ({ address }, session, done) => {
        const code = this.refuse(address, session);
        done(code === null ? null : Object.assign(new Error(`answer ${code}`), { responseCode: code }));
      },
      onData: (stream, session, done) => this.take(stream, session, done),
    });
    this.server.on('error', () => undefined);
    await new Promise((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = this.server.server.address().port;
  }

  /** Gone, with every connection: new ones are refused. */
  async down() {
    for (const connection of this.server.connections) connection._socket?.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  take(stream, session, done) {
    const chunks = [];
    const treatment = this.treat(session);
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('end', () => {
      if (treatment === 'silence') return;
      setTimeout(() => {
        this.keep(Buffer.concat(chunks).toString());
        if (treatment === 'drop') this.breakOff(session);
        else done();
      }, this.delay);
    });
  }

  breakOff(session) {
    for (const connection of this.server.connections) if (connection.session.id === session.id) connection._socket?.destroy();
  }

  keep(raw) {
    const number = Number(/\/mail\/(\d+)/.exec(raw.replace(/=\r\n/g, ''))?.[1]);
    const id = /^Message-ID: (.*)$/im.exec(raw)?.[1] ?? '';
    this.received.set(number, [...(this.received.get(number) ?? []), id]);
    this.total += 1;
  }

  /** What came since `clear`, counted. */
  counted() {
    const copies = [...this.received.values()];
    return {
      received: this.total, unique: copies.length, duplicates: this.total - copies.length,
      'under another Message-ID': copies.filter((ids) => new Set(ids).size > 1).length,
    };
  }

  clear() {
    this.received.clear();
    this.total = 0;
    this.delay = 0;
    this.refuse = () => null;
    this.treat = () => 'take';
  }
}
