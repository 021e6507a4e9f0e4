import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { PasswordChangeNeeded, SecondFactorNeeded, SignInNeeded } from '../access/sign-in-needed';
import { isDatabaseDown } from '../db/outage';
import type { Message } from '../i18n/message';
import { Log } from '../log/log';
import { ViewEngine } from '../views/engine';
import { RequestError, TooMany, type ErrorLink } from './errors';
import { sendHtml } from './compressed-page';
import { FrameBuilder } from './frame-builder';
import { requestId } from './request-id';

interface Failure {
  readonly status: number;
  readonly reason: Message | null;
  readonly links: readonly ErrorLink[];
  readonly retryAfter?: number;
}

/** Where staff and contacts sign in. */
const DOOR = { staff: '/admin', contact: '' } as const;

/** Makes a page of every error: a kind sentence, what blocks with links, and a reference number; never a stack. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    private readonly frames: FrameBuilder,
    private readonly views: ViewEngine,
    private readonly log: Log,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<Request>(), http.getResponse<Response>());
  }

  answer(error: unknown, request: Request, response: Response): void {
    if (error instanceof PasswordChangeNeeded) return response.redirect(303, `${DOOR[error.as]}/password/change`);
    if (error instanceof SecondFactorNeeded) return response.redirect(303, '/admin/profile/second-factor/new');
    if (error instanceof SignInNeeded && (request.method === 'GET' || request.method === 'HEAD')) {
      return response.redirect(303, `${DOOR[error.as]}/login?next=${encodeURIComponent(request.originalUrl)}`);
    }
    const failure = describe(error);
    if (failure.status >= 500) this.log.failure(error, requestId(request));
    if (response.headersSent) return void response.destroy();
    this.sendPage(failure, request, response);
  }

  private sendPage(failure: Failure, request: Request, response: Response): void {
    response.status(failure.status).setHeader('Cache-Control', 'no-store');
    if (failure.retryAfter !== undefined) response.setHeader('Retry-After', String(failure.retryAfter));
    const model = { status: failure.status, reason: failure.reason, links: failure.links, requestId: requestId(request) };
    sendHtml(request, response, this.views.render('errors/error', model, this.frames.build(request, response)));
  }
}

function describe(error: unknown): Failure {
  if (error instanceof TooMany) return { status: 429, reason: error.reason, links: [], retryAfter: error.retryAfterSeconds };
  if (error instanceof RequestError) return { status: error.status, reason: error.reason, links: error.links };
  if (error instanceof SignInNeeded) return { status: 403, reason: { key: 'errors.signed_out' }, links: [{ label: 'errors.sign_in', href: `${DOOR[error.as]}/login` }] };
  if (isDatabaseDown(error)) return { status: 503, reason: null, links: [], retryAfter: 5 };
  const status = statusOf(error);
  return { status, reason: null, links: [] };
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500) return error.status;
  return 500;
}
