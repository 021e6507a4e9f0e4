import { Transform } from 'node:stream';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import { Config } from '../config/config';
import { SystemSettings } from '../http/system-settings';
import type { WrittenLetter } from './letters';
import type { Outcome } from './mail-endings.queries';
import { readable } from './letter-values';

/** The server did not take the mail, or did not say so. */
export class MailRefused extends Error {
  constructor(
    message: string,
    readonly outcome: Exclude<Outcome, 'sent' | 'crashed'>,
  ) {
    super(message);
  }
}

/** What nodemailer's errors carry. */
export interface SmtpError {
  readonly code?: string;
  /** Code of the system's error below it, as ECONNREFUSED. */
  readonly originalCode?: string;
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly message?: string;
}

/** Milliseconds; `SMTP_URL` may set others (`smtp://host?socketTimeout=5000`). All are shorter than a lease (F5). */
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 15_000, socketTimeout: 20_000, dnsTimeout: 5_000 };
const CONNECTIONS = 5;
const MAILS_A_CONNECTION = 1_000;

/** The mail server of SMTP_URL behind a pool of connections; files and addresses in a mail are never followed (A18). */
@Injectable()
export class MailTransport implements OnApplicationShutdown {
  private transport: Transporter | null = null;

  constructor(
    private readonly config: Config,
    private readonly settings: SystemSettings,
  ) {}

  get configured(): boolean {
    return this.config.smtpUrl !== null;
  }

  /**
   * Hands one mail over. Resolves with the server's answer when it has taken it.
   * @param to structured, so that no name or address can add a recipient (A23)
   * @param withinMs after this time the mail counts as not taken
   * @throws MailRefused
   */
  async send(to: { name: string; address: string }, letter: WrittenLetter, messageId: string, withinMs: number): Promise<string> {
    const handedOver = { whole: false };
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), withinMs);
    try {
      const { response } = await this.open().sendMail({ ...this.message(to, letter), messageId, handedOver, signal: late.signal } as object);
      return oneLine(String(response ?? ''));
    } catch (error) {
      throw refusal(error as SmtpError, handedOver.whole);
    } finally {
      clearTimeout(timer);
    }
  }

  /** One mail over a connection of its own, to see whether the server takes it. @throws SmtpError */
  async trial(to: { name: string; address: string }, letter: WrittenLetter): Promise<string> {
    const transport = createTransport({ url: this.config.smtpUrl ?? '', ...TIMEOUTS, connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 10_000 } as object);
    try {
      const { response }: { response?: string } = await transport.sendMail({ ...this.message(to, letter), signal: AbortSignal.timeout(20_000) } as object);
      return oneLine(response ?? '');
    } finally {
      transport.close();
    }
  }

  onApplicationShutdown(): void {
    this.transport?.close();
  }

  private message(to: { name: string; address: string }, letter: WrittenLetter): object {
    return {
      from: { name: oneLine(this.settings.current().companyName) || 'Clientele', address: this.config.mailFrom },
      to: { name: oneLine(to.name), address: to.address },
      subject: oneLine(letter.subject),
      text: letter.text,
      html: letter.html,
      headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': letter.language },
      disableFileAccess: true,
      disableUrlAccess: true,
    };
  }

  private open(): Transporter {
    this.transport ??= inOnePiece(createTransport({ url: this.config.smtpUrl ?? '', pool: true, maxConnections: CONNECTIONS, maxMessages: MAILS_A_CONNECTION, maxRequeues: 1, ...TIMEOUTS } as object));
    return this.transport;
  }
}

/**
 * Sends each mail in one piece, since many small ones cost a packet each, and notices that it has gone out: whether the
 * server has it is unknown until it answers.
 */
function inOnePiece(transport: Transporter): Transporter {
  return transport.use('stream', (mail, done) => {
    const { handedOver } = mail.data as { handedOver?: { whole: boolean } };
    const pieces: Buffer[] = [];
    mail.message.transform(() => new Transform({
      transform(piece: Buffer, _encoding, next): void {
        pieces.push(piece);
        next();
      },
      flush(next): void {
        if (handedOver) handedOver.whole = true;
        next(null, Buffer.concat(pieces));
      },
    }));
    done();
  });
}

/** What the server says of this one mail is final when it is final; what it says of us (sender, sign-in, encryption) never is. */
function refusal(error: SmtpError, handedOver: boolean): MailRefused {
  const { code, command, responseCode } = error;
  const said = oneLine(error.response ?? error.message ?? String(error));
  const ofThisMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  const ofUs = command === 'MAIL FROM' && responseCode !== 552;
  if (ofThisMail && !ofUs && (responseCode === undefined || responseCode >= 500)) return new MailRefused(said, 'refused');
  if (responseCode !== undefined && code !== 'EAUTH') return new MailRefused(said, 'later');
  return new MailRefused(said, handedOver ? 'unknown' : 'unreached');
}

/** For a header: without line breaks and what turns the direction of what follows it (A23). */
export function oneLine(text: string): string {
  return readable(text).replace(/\s+/g, ' ').trim();
}
