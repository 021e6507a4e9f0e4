import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import { createParamDecorator, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import busboy from 'busboy';
import type { Request } from 'express';
import { finalize, from, switchMap, type Observable } from 'rxjs';
import { principalOf } from '../access/allow';
import { randomHex } from '../auth/digest';
import { Config } from '../config/config';
import { checkCsrf } from './csrf';
import { BadRequest, TooLarge } from './errors';
import { TAKES_UPLOAD, type UploadLimit } from './upload';

/** A file of a form, on disk until the request ends; `path` is ours, `name` is what the browser called it. */
export interface UploadedFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

const FIELD_BYTES = 64 * 1024;
const FIELDS = 200;
const MEGABYTE = 1024 * 1024;
const UPLOADED = Symbol('uploaded file');
type WithUpload = Request & { [UPLOADED]?: UploadedFile };

/** The file of the form, or null when none was chosen. */
export const Upload = createParamDecorator((_: unknown, context: ExecutionContext): UploadedFile | null => {
  const request: WithUpload = context.switchToHttp().getRequest<Request>();
  return request[UPLOADED] ?? null;
});

/**
 * Reads multipart forms, only on handlers marked `@TakesUpload`. Limits count bytes as they arrive, whatever
 * Content-Length says; the form's token must come before its file.
 */
@Injectable()
export class UploadInterceptor implements NestInterceptor {
  constructor(
    private readonly config: Config,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const limit = this.reflector.get<UploadLimit | undefined>(TAKES_UPLOAD, context.getHandler());
    const request: WithUpload = context.switchToHttp().getRequest<Request>();
    if (!limit || !request.is('multipart/form-data')) return next.handle();
    return from(this.read(request, limit)).pipe(
      switchMap(() => next.handle()),
      finalize(() => void (request[UPLOADED] && rm(request[UPLOADED].path, { force: true }))),
    );
  }

  private async read(request: WithUpload, limit: UploadLimit): Promise<void> {
    const folder = join(this.config.storageDir, 'incoming');
    await mkdir(folder, { recursive: true });
    const form = openForm(request, limit);
    const fields: Record<string, string | string[]> = {};
    let stored: Promise<UploadedFile | null> | null = null;
    await new Promise<void>((resolve, reject) => {
      form.on('field', (name, value, info) => {
        if (info.valueTruncated) return reject(new TooLarge());
        addField(fields, name, value);
      });
      form.on('file', (name, content, info) => {
        try {
          this.checkToken(request, fields);
          if (name !== limit.field || stored) throw new BadRequest();
          stored = store(content, info.filename ?? '', join(folder, randomHex(16)), limit);
          stored.catch(reject);
        } catch (error) {
          content.resume();
          reject(error);
        }
      });
      form.on('filesLimit', () => reject(new BadRequest()));
      form.on('fieldsLimit', () => reject(new BadRequest()));
      form.on('error', () => reject(new BadRequest()));
      form.on('close', () => resolve());
      request.on('aborted', () => reject(new BadRequest()));
      request.pipe(form);
    }).catch(async (error: unknown) => {
      request.unpipe(form);
      request.resume();
      await stored?.then((file) => file && rm(file.path, { force: true })).catch(() => undefined);
      throw error;
    });
    this.checkToken(request, fields);
    request.body = fields;
    const file = await stored;
    if (file) request[UPLOADED] = file;
  }

  private checkToken(request: Request, fields: Record<string, unknown>): void {
    if (principalOf(request)) checkCsrf(this.config.sessionSecret, request.sessionID, fields._csrf);
  }
}

function openForm(request: Request, limit: UploadLimit): busboy.Busboy {
  try {
    return busboy({
      headers: request.headers,
      defParamCharset: 'utf8',
      limits: { fileSize: limit.maxBytes, files: 1, fields: FIELDS, fieldSize: FIELD_BYTES, fieldNameSize: 100, parts: FIELDS + 1 },
    });
  } catch {
    throw new BadRequest();
  }
}

async function store(content: Readable, name: string, path: string, limit: UploadLimit): Promise<UploadedFile | null> {
  let bytes = 0;
  content.on('data', (chunk: Buffer) => (bytes += chunk.length));
  await pipeline(content, createWriteStream(path, { mode: 0o600 }));
  if ('truncated' in content && content.truncated) {
    await rm(path, { force: true });
    throw new TooLarge({ key: 'errors.file_too_large', params: { megabytes: Math.floor(limit.maxBytes / MEGABYTE) } });
  }
  if (name === '' && bytes === 0) {
    await rm(path, { force: true });
    return null;
  }
  return { name: name.slice(0, 255), path, bytes };
}

function addField(fields: Record<string, string | string[]>, name: string, value: string): void {
  const before = Object.hasOwn(fields, name) ? fields[name] : undefined;
  const after = before === undefined ? value : [before, value].flat();
  Object.defineProperty(fields, name, { value: after, enumerable: true, configurable: true, writable: true });
}
