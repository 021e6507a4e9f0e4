import { Injectable } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { Config } from '../../kernel/config/config';
import { TooMany } from '../../kernel/http/errors';
import { RateLimits } from '../../kernel/http/rate-limits';
import { Texts } from '../../kernel/i18n/texts';
import { MailTransport, oneLine, type SmtpError } from '../../kernel/outbox/mail-transport';
import { MailWords } from './mail-words';

export type ServerProblem = 'not_set' | 'name' | 'refused' | 'timeout' | 'encryption' | 'sign_in' | 'sender' | 'recipient' | 'message' | 'connection';

/** What a test mail came to: a key below `mail.server.results`, and what the server said. */
export interface ServerTest {
  readonly tone: 'ok' | 'bad';
  readonly result: string;
  readonly reply: string;
}

const LIMIT = { max: 10, windowMs: 10 * 60_000 };
/** Signs of encryption that did not come about. */
const ENCRYPTION = /^(?:ETLS|EREQUIRETLS)$|CERT|SELF_SIGNED|UNABLE_TO|SSL|TLS/i;

/** The mail server of the configuration: what is set, and whether it takes a mail. Nobody types a host here (A18). */
@Injectable()
export class MailServer {
  constructor(
    private readonly config: Config,
    private readonly limits: RateLimits,
    private readonly texts: Texts,
    private readonly transport: MailTransport,
    private readonly words: MailWords,
  ) {}

  /** Where mails go, without the password. */
  facts(): { host: string; encrypted: boolean; user: string; from: string } {
    const url = this.config.smtpUrl === null ? null : new URL(this.config.smtpUrl);
    return { host: url?.host ?? '', encrypted: url?.protocol === 'smtps:', user: url ? decodeURIComponent(url.username) : '', from: this.config.mailFrom };
  }

  /** Sends a mail to the actor. @throws TooMany */
  async test(actor: StaffActor): Promise<ServerTest> {
    if (!this.transport.configured) return { tone: 'bad', result: 'mail.server.results.not_set', reply: '' };
    const wait = await this.limits.hit({ key: `mail-test:${actor.id}`, ...LIMIT });
    if (wait > 0) throw new TooMany({ key: 'mail.errors.tooManyTests' }, wait);
    const language = this.words.languageOf(actor);
    const text = this.texts.t(language, 'mail.server.testText');
    const letter = { language, subject: this.texts.t(language, 'mail.server.testSubject'), text: `${text}\n`, html: `<p>${text}</p>` };
    try {
      return { tone: 'ok', result: 'mail.server.results.taken', reply: await this.transport.trial({ name: actor.name, address: actor.email }, letter) };
    } catch (error) {
      const failure = error as SmtpError;
      return { tone: 'bad', result: `mail.server.results.${problemOf(failure)}`, reply: oneLine(failure.response ?? failure.message ?? '') };
    }
  }
}

/** What kind of failure it was, so that the page can say where to look. */
export function problemOf({ code = '', originalCode = '', command = '', message = '' }: SmtpError): ServerProblem {
  if (code === 'EAUTH') return 'sign_in';
  if (command === 'MAIL FROM') return 'sender';
  if (command === 'RCPT TO') return 'recipient';
  if (code === 'EMESSAGE' || code === 'EENVELOPE') return 'message';
  if (code === 'EDNS' || /ENOTFOUND|EAI_AGAIN/.test(`${originalCode} ${message}`)) return 'name';
  if (/ECONNREFUSED/.test(`${originalCode} ${message}`)) return 'refused';
  if (ENCRYPTION.test(code) || ENCRYPTION.test(originalCode) || /certificate|wrong version number|SSL routines/i.test(message)) return 'encryption';
  if (code === 'ETIMEDOUT' || code === 'EABORT' || originalCode === 'ETIMEDOUT') return 'timeout';
  return 'connection';
}
