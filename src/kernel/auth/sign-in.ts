import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import './session-data';

/** What a handler may do to the session of its request. */
export interface SessionOfRequest {
  /** Starts a session under a new id for the principal; an id from before is dead (ASVS 7.2.4). @param impersonationId when staff log in as that contact (ARE-6) */
  start(principalId: string, impersonationId?: string): Promise<void>;
  /** Ends it on the server. */
  end(): Promise<void>;
}

export const CurrentSession = createParamDecorator((_: unknown, context: ExecutionContext): SessionOfRequest => {
  const request = context.switchToHttp().getRequest<Request>();
  return {
    start: async (principalId, impersonationId) => {
      await asPromise((done) => request.session.regenerate(done));
      request.session.principalId = principalId;
      if (impersonationId) request.session.impersonationId = impersonationId;
      request.session.ip = (request.ip ?? '').slice(0, 45);
      request.session.userAgent = (request.get('user-agent') ?? '').slice(0, 255);
      await asPromise((done) => request.session.save(done));
    },
    end: () => asPromise((done) => request.session.destroy(done)),
  };
});

function asPromise(work: (done: (error: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    work((error) => (error ? reject(error) : resolve()));
  });
}
