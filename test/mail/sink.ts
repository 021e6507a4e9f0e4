import type { Server } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';

export interface Received {
  readonly to: string[];
  readonly raw: string;
}

/** What becomes of a mail: taken; never answered; taken, and the connection broken off without a word. */
export type Treatment = 'take' | 'silence' | 'drop';

/** A mail server that keeps what it gets; `answer` may refuse a recipient, `treat` what comes after. */
export class Sink {
  readonly received: Received[] = [];
  answer: (recipient: string, attempt: number) => number | null = () => null;
  /** By the how manieth mail it is. */
  treat: (nth: number) => Treatment = () => 'take';
  private readonly attempts = new Map<string, number>();
  private mails = 0;
  private port = 0;
  private server = this.made();

  /** Begins again on the same port when it was closed. @returns the port */
  async listen(): Promise<number> {
    if (this.port > 0) this.server = this.made();
    const listening: Server = await new Promise((resolve) => {
      const server: Server = this.server.listen(this.port, '127.0.0.1', () => resolve(server));
    });
    this.port = (listening.address() as { port: number }).port;
    return this.port;
  }

  /** Forgets what came, and takes everything again. */
  calm(): void {
    this.received.length = 0;
    this.attempts.clear();
    this.mails = 0;
    this.answer = () => null;
    this.treat = () => 'take';
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private made(): SMTPServer {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      closeTimeout: 50,
      onRcptTo: ({ address }, _session, done) => {
        const attempt = (this.attempts.get(address) ?? 0) + 1;
        this.attempts.set(address, attempt);
        const code = this.answer(address, attempt);
        done(code === null ? null : Object.assign(new Error(`answer ${code}`), { responseCode: code }));
      },
      onData: (stream, session, done) => this.take(stream, session, () => done()),
    });
    server.on('error', () => undefined);
    return server;
  }

  private take(stream: SMTPServerDataStream, session: SMTPServerSession, done: () => void): void {
    const chunks: Buffer[] = [];
    this.mails += 1;
    const treatment = this.treat(this.mails);
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      if (treatment === 'silence') return;
      this.received.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw: Buffer.concat(chunks).toString() });
      if (treatment === 'take') return done();
      for (const connection of this.server.connections as Set<{ id: string; _socket: { destroy(): void } }>) if (connection.id === session.id) connection._socket.destroy();
    });
  }
}
