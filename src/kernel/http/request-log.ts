import pinoHttp from 'pino-http';
import type { Request, RequestHandler } from 'express';
import type { Log } from '../log/log';
import { requestId } from './request-id';

const QUIET = ['/assets/', '/health/'];

/** One record a request: reference number, method, path without its query, status, duration. No names, no secrets. */
export function requestLog(log: Log): RequestHandler {
  return pinoHttp({
    logger: log.pino,
    genReqId: (request) => requestId(request as Request),
    autoLogging: { ignore: (request) => QUIET.some((start) => request.url?.startsWith(start)) },
    serializers: {
      req: (request: { id: string; method: string; url: string }) => ({ id: request.id, method: request.method, path: pathOf(request.url) }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
    },
    customLogLevel: (_request, response) => (response.statusCode >= 500 ? 'error' : 'info'),
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request failed',
  });
}

/** The address of a calendar is itself the secret. */
function pathOf(url: string): string {
  return url.split('?')[0].replace(/^\/calendar\/.*/is, '/calendar/…').slice(0, 200);
}
