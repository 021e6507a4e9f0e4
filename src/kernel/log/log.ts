import { Injectable, type LoggerService } from '@nestjs/common';
import pino, { type DestinationStream, type Logger } from 'pino';

/** What never stands in a log line, whatever carries it (A29). */
const REDACTED = ['req.headers.cookie', 'req.headers.authorization', 'res.headers["set-cookie"]'];

/** Structured logs, one JSON record a line; line breaks in values are escaped, so no input starts a record. */
@Injectable()
export class Log implements LoggerService {
  readonly pino: Logger;

  constructor(level: string, destination?: DestinationStream) {
    const options = { level, redact: REDACTED, timestamp: pino.stdTimeFunctions.isoTime };
    this.pino = destination ? pino(options, destination) : pino(options);
  }

  /** An error nobody expected; `requestId` is the number the person sees. */
  failure(error: unknown, requestId: string | null = null): void {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    this.pino.error({ requestId, code: codeOf(error), stack: stack?.slice(0, 4000) }, message.slice(0, 500));
  }

  info(message: string, facts: object = {}): void {
    this.pino.info(facts, message);
  }

  log(message: unknown): void {
    this.pino.debug(String(message));
  }

  error(message: unknown, stack?: unknown): void {
    this.pino.error({ stack: typeof stack === 'string' ? stack.slice(0, 4000) : undefined }, String(message).slice(0, 500));
  }

  warn(message: unknown): void {
    this.pino.warn(String(message));
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
