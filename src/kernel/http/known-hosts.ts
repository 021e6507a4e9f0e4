import type { RequestHandler } from 'express';
import type { Config } from '../config/config';
import { RequestError } from './errors';

const LOCAL_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** 421: the request names a host that is not ours, so no link and no cookie is made for it (A9). */
export class Misdirected extends RequestError {
  readonly status = 421;
}

/** Takes requests for the host of APP_URL only; on a local address, for all its names. */
export function knownHosts(config: Config): RequestHandler {
  const { hostname, host, port } = config.appUrl;
  const local = LOCAL_NAMES.includes(hostname);
  const known = new Set(local ? LOCAL_NAMES.map((name) => (port ? `${name}:${port}` : name)) : [host]);
  return (request, _response, next) => {
    const named = request.headers.host?.toLowerCase();
    next(named && (known.has(named) || (local && isLocalOnAnyPort(named))) ? undefined : new Misdirected());
  };
}

/** Behind a forwarded port (a container, a tunnel) the browser names another port than ours. */
function isLocalOnAnyPort(host: string): boolean {
  return LOCAL_NAMES.includes(host.replace(/:\d{1,5}$/, ''));
}
