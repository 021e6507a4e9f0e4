import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import { Config } from '../config/config';
import { SystemSettings } from '../http/system-settings';
import type { WrittenLetter } from './letters';

/** The server did not take the mail. `permanent`: it never will, whatever we wait for. */
export class MailRefused extends Error {
  constructor(
    message: string,
    readonly permanent: boolean,
  ) {
    super(message);
  }
}

/** Milliseconds; `SMTP_URL` may set others (`smtp://host?socketTimeout=5000`). */
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 15_000, socketTimeout: 20_000, dnsTimeout: 5_000 };
const CONNECTIONS = 5;
/** The server's verdict on this one mail; what it says about us (sign-in, encryption) is no fault of the mail. */
const ABOUT_THE_MAIL = new Set(['EENVELOPE', 'EMESSAGE']);

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
   * Hands one mail over. Resolves when the server has taken it.
   * @param to structured, so that no name or address can add a recipient (A23)
   * @throws MailRefused
   */
  async send(to: { name: string; address: string }, letter: WrittenLetter, messageId: string): Promise<void> {
    const from = { name: this.settings.current().companyName || 'Clientele', address: this.config.mailFrom };
    try {
      await this.open().sendMail({
        from,
        to: { name: oneLine(to.name), address: to.address },
        subject: oneLine(letter.subject),
        text: letter.text,
        html: letter.html,
        messageId,
        headers: { 'Auto-Submitted': 'auto-generated' },
        disableFileAccess: true,
        disableUrlAccess: true,
      });
    } catch (error) {
      throw refusal(error);
    }
  }

  onApplicationShutdown(): void {
    this.transport?.close();
  }

  private open(): Transporter {
    this.transport ??= createTransport({ url: this.config.smtpUrl ?? '', pool: true, maxConnections: CONNECTIONS, maxRequeues: 1, ...TIMEOUTS });
    return this.transport;
  }
}

function refusal(error: unknown): MailRefused {
  const { code, responseCode, response, message } = error as { code?: string; responseCode?: number; response?: string; message?: string };
  const permanent = ABOUT_THE_MAIL.has(String(code)) && (responseCode === undefined || responseCode >= 500);
  return new MailRefused(oneLine(response ?? message ?? String(error)), permanent);
}

function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
}
