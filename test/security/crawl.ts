import type { Response } from 'supertest';
import type { Visitor } from '../support/visitor';
import { decoded } from '../customers/form';

export interface Seen {
  readonly path: string;
  readonly response: Response;
}

const AT_ONCE = 4;

/** Opens the `starts` and follows every link of our own; linked addresses that differ only in the values of their query count once. */
export async function crawl(visitor: Visitor, starts: readonly string[], most = 300): Promise<Seen[]> {
  const known = new Set<string>();
  const waiting: string[] = [];
  const seen: Seen[] = [];
  const add = (path: string) => {
    if (known.size >= most || known.has(sortOfAddress(path))) return;
    known.add(sortOfAddress(path));
    waiting.push(path);
  };
  for (const path of starts) {
    known.add(sortOfAddress(path));
    waiting.push(path);
  }
  while (waiting.length > 0) {
    await Promise.all(waiting.splice(0, AT_ONCE).map(async (path) => {
      const response = await visitor.get(path);
      seen.push({ path, response });
      const text = contentOf(response);
      for (const [, href] of text.matchAll(/ (?:href|src|hx-get)="(\/(?!assets\/)[^"#]*)/g)) add(decoded(href));
      if (response.status === 303) add(response.headers.location);
    }));
  }
  return seen;
}

/** What was sent, also where it is no page. */
export function contentOf(response: Response): string {
  return response.text ?? (Buffer.isBuffer(response.body) ? response.body.toString('latin1') : '');
}

export interface SeenForm {
  readonly action: string;
  readonly upload: boolean;
  /** With the values that stand in them, without buttons. */
  readonly fields: Readonly<Record<string, string | string[]>>;
  /** Names of all its fields, also of ticks that are not set. */
  readonly names: ReadonlySet<string>;
}

/** The forms of a page that are sent by POST. */
export function formsOf(path: string, html: string): SeenForm[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].filter(([, head]) => /method="post"/i.test(head)).map(([, head, inside]) => {
    const fields: Record<string, string | string[]> = {};
    const put = (name: string, value: string) => {
      if (name && name !== '_csrf' && name !== '_key') fields[name] = Object.hasOwn(fields, name) ? [fields[name], value].flat() : value;
    };
    for (const [tag] of inside.matchAll(/<input\b[^>]*>/g)) {
      const type = attribute(tag, 'type');
      if (type === 'file' || ((type === 'checkbox' || type === 'radio') && !/\schecked\b/.test(tag))) continue;
      put(attribute(tag, 'name'), attribute(tag, 'value'));
    }
    for (const [, tag, options] of inside.matchAll(/(<select\b[^>]*>)([\s\S]*?)<\/select>/g)) {
      put(attribute(tag, 'name'), decoded(/<option value="([^"]*)" selected/.exec(options)?.[1] ?? /<option value="([^"]*)"/.exec(options)?.[1] ?? ''));
    }
    for (const [, tag, text] of inside.matchAll(/(<textarea\b[^>]*>)\n?([\s\S]*?)<\/textarea>/g)) put(attribute(tag, 'name'), decoded(text));
    const names = new Set([...inside.matchAll(/<(?:input|select|textarea)\b[^>]*>/g)].map(([tag]) => attribute(tag, 'name')));
    return { action: attribute(`<form ${head}>`, 'action') || path, upload: /multipart/.test(head), fields, names };
  });
}

function attribute(tag: string, name: string): string {
  return decoded(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
}

function sortOfAddress(path: string): string {
  const { pathname, searchParams } = new URL(path, 'http://localhost');
  return `${pathname}?${[...new Set(searchParams.keys())].sort().join('&')}`;
}
