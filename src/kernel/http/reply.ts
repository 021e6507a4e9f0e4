import type { Readable } from 'node:stream';
import type { Message } from '../i18n/message';
import type { TooMany } from './errors';

/** One sentence shown once on the next page, in the past tense, with an undo where there is one. */
export interface Flash extends Message {
  readonly tone?: 'ok' | 'bad';
  readonly undo?: { readonly action: string };
}

/** What a handler answers; `ReplyInterceptor` alone turns it into HTTP. */
export type Reply = PageReply | RedirectReply | StreamReply | PlainReply | EmptyReply;

export interface PageReply {
  readonly kind: 'page';
  readonly view: string;
  readonly model: object;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

export interface RedirectReply {
  readonly kind: 'redirect';
  readonly url: string;
  readonly flash: Flash | null;
}

export interface StreamReply {
  readonly kind: 'stream';
  readonly content: Readable | Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

export interface PlainReply {
  readonly kind: 'plain';
  readonly text: string;
  readonly status: number;
}

export interface EmptyReply {
  readonly kind: 'empty';
  readonly status: number;
}

/** A page made of the template `views/<view>.hbs` and plain data. */
export function page(view: string, model: object, options: { status?: number; headers?: Record<string, string> } = {}): PageReply {
  return { kind: 'page', view, model, status: options.status ?? 200, headers: options.headers ?? {} };
}

/** 422: the same page with the same words and a message at each field that was refused. */
export function refused(view: string, model: object): PageReply {
  return page(view, model, { status: 422 });
}

/** 429: the page of the form that was sent too often, with what was typed; the model says why. */
export function tooMany({ retryAfterSeconds }: TooMany, view: string, model: object): PageReply {
  return page(view, model, { status: 429, headers: { 'Retry-After': String(retryAfterSeconds) } });
}

/** 303 after every successful POST. @param url a path of this application, beginning with one slash. */
export function redirectTo(url: string, flash: Flash | null = null): RedirectReply {
  if (!/^\/(?![/\\])/.test(url)) throw new Error(`not a path of this application: ${url}`);
  return { kind: 'redirect', url, flash };
}

/** A file to save, never shown in the page's origin. @param name any text; encoded as RFC 6266 says. */
export function download(name: string, content: Readable | Buffer, type: string): StreamReply {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  return {
    kind: 'stream',
    content,
    headers: {
      'Content-Type': type,
      'Content-Disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${encodeRfc5987(name)}`,
      'Cache-Control': 'private, no-store',
    },
  };
}

/**
 * A file that somebody uploaded: to save, never to be shown, whatever it is; a browser that opened it nevertheless would
 * run nothing of it (A17). @param bytes its length
 */
export function attachment(name: string, content: Readable, bytes: number): StreamReply {
  const { headers } = download(name, content, 'application/octet-stream');
  return { kind: 'stream', content, headers: { ...headers, 'Content-Length': String(bytes), 'Content-Security-Policy': "sandbox; default-src 'none'" } };
}

/** A picture of ours, shown inside pages. Its address names its content, so it is kept for a year. */
export function picture(content: Readable | Buffer, type: string): StreamReply {
  return {
    kind: 'stream',
    content,
    headers: {
      'Content-Type': type,
      'Content-Disposition': 'inline',
      'Content-Security-Policy': "sandbox; default-src 'none'",
      'Cache-Control': 'private, max-age=31536000, immutable',
    },
  };
}

/** A stylesheet of ours for everybody. @param lasting its address names its content, so it is kept for a year */
export function stylesheet(css: string, lasting: boolean): StreamReply {
  return {
    kind: 'stream',
    content: Buffer.from(css),
    headers: { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': lasting ? 'public, max-age=31536000, immutable' : 'no-cache' },
  };
}

/** A calendar for programs; one that has not changed is answered 304, without its content. @param tag a digest of the text */
export function calendar(text: string, tag: string): StreamReply {
  return { kind: 'stream', content: Buffer.from(text), headers: { 'Content-Type': 'text/calendar; charset=utf-8', 'Content-Disposition': 'inline; filename="calendar.ics"', ETag: `"${tag}"`, 'Cache-Control': 'private, no-cache' } };
}

/** A word for machines, as load balancers ask. */
export function plain(text: string, status = 200): PlainReply {
  return { kind: 'plain', text, status };
}

/** No content: what a script asked for in the background is done. */
export function empty(status = 204): EmptyReply {
  return { kind: 'empty', status };
}

function encodeRfc5987(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
