import { pipeline } from 'node:stream/promises';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import { from, switchMap, type Observable } from 'rxjs';
import { Config } from '../config/config';
import { ViewEngine } from '../views/engine';
import { sendHtml } from './compressed-page';
import { keepFlash } from './flash';
import { FrameBuilder } from './frame-builder';
import type { PageReply, Reply, StreamReply } from './reply';

/** Turns what handlers answer into HTTP; the only place that writes responses, beside the error filter. */
@Injectable()
export class ReplyInterceptor implements NestInterceptor {
  constructor(
    private readonly config: Config,
    private readonly frames: FrameBuilder,
    private readonly views: ViewEngine,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<Reply>): Observable<void> {
    const http = context.switchToHttp();
    return next.handle().pipe(switchMap((reply) => from(this.send(reply, http.getRequest<Request>(), http.getResponse<Response>()))));
  }

  private async send(reply: Reply, request: Request, response: Response): Promise<void> {
    if (reply.kind === 'page') return this.sendPage(reply, request, response);
    if (reply.kind === 'stream') return sendStream(reply, response);
    if (reply.kind === 'plain') return void response.status(reply.status).setHeader('Cache-Control', 'no-store').type('text').send(reply.text);
    if (reply.kind === 'empty') return void response.status(reply.status).end();
    if (reply.flash) keepFlash(response, this.config, reply.flash);
    response.setHeader('Cache-Control', 'no-store');
    response.redirect(303, reply.url);
  }

  private sendPage(reply: PageReply, request: Request, response: Response): void {
    const html = this.views.render(reply.view, reply.model, this.frames.build(request, response));
    response.status(reply.status).setHeader('Cache-Control', 'private, no-store');
    for (const [name, value] of Object.entries(reply.headers)) response.setHeader(name, value);
    sendHtml(request, response, html);
  }
}

async function sendStream(reply: StreamReply, response: Response): Promise<void> {
  for (const [name, value] of Object.entries(reply.headers)) response.setHeader(name, value);
  if (Buffer.isBuffer(reply.content)) return void response.send(reply.content);
  await pipeline(reply.content, response).catch(() => response.destroy());
}
