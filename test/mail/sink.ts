import type { Server } from 'node:net';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';

export interface Received {
  readonly to: string[];
  readonly raw: string;
}

/** A mail server that keeps what it gets; `answer` may refuse a recipient. */
export class Sink {
  readonly received: Received[] = [];
  answer: (recipient: string, attempt: number) => number | null = () => null;
  private readonly attempts = new Map<string, number>();
  private readonly server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: ({ address }, _session, done) => {
      const attempt = (this.attempts.get(address) ?? 0) + 1;
      this.attempts.set(address, attempt);
      const code = this.answer(address, attempt);
      done(code === null ? null : Object.assign(new Error(`answer ${code}`), { responseCode: code }));
    },
    onData: (stream: SMTPServerDataStream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        this.received.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw: Buffer.concat(chunks).toString() });
        done();
      });
    },
  });

  listen(): Promise<number> {
    return new Promise((resolve) => {
      const listening: Server = this.server.listen(0, '127.0.0.1', () => resolve((listening.address() as { port: number }).port));
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
