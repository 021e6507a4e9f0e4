import type { Server } from 'node:http';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

const SWEEP_MS = 100;

/** Whether this node has been told to stop: it answers "not ready", and jobs claim nothing new (security.md, F21). */
@Injectable()
export class Draining implements BeforeApplicationShutdown {
  begun = false;

  constructor(private readonly adapter: HttpAdapterHost) {}

  /** Connections whose last answer has gone out are closed at once; the server itself would keep them for seconds. */
  beforeApplicationShutdown(): void {
    this.begun = true;
    const server: Server | undefined = this.adapter.httpAdapter?.getHttpServer();
    if (server) setInterval(() => server.closeIdleConnections(), SWEEP_MS).unref();
  }
}
