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
import { isStorageFull } from '../files/storage-full';
import { BadRequest, RequestError, StorageFull, TooLarge } from './errors';
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
const UPLOADED = Symbol('uploaded files');
type WithUpload = Request & { [UPLOADED]?: readonly UploadedFile[] };

/** The files of the form, in their order; none when none was chosen. */
export const Uploads = createParamDecorator((_: unknown, context: ExecutionContext): readonly UploadedFile[] => uploadsOf(context));

/** The file of the form, or null when none was chosen. */
export const Upload = createParamDecorator((_: unknown, context: ExecutionContext): UploadedFile | null => uploadsOf(context)[0] ?? null);

function uploadsOf(context: ExecutionContext): readonly UploadedFile[] {
  const request: WithUpload = context.switchToHttp().getRequest<Request>();
  return request[UPLOADED] ?? [];
}

/**
 * Reads multipart forms, only on handlers marked `@TakesUpload`. Limits count bytes as they arrive, whatever
 * Content-Length says; the form's token must come before its files. Of a form that is refused or cut off nothing stays.
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
      finalize(() => void removeAll(request[UPLOADED] ?? [])),
    );
  }

  private async read(request: WithUpload, limit: UploadLimit): Promise<void> {
    const folder = join(this.config.storageDir, 'incoming');
    await mkdir(folder, { recursive: true });
    const form = openForm(request, limit);
    const fields: Record<string, string | string[]> = {};
    const stored: Promise<UploadedFile | null>[] = [];
    await new Promise<void>((resolve, reject) => {
      form.on('field', (name, value, info) => {
        if (info.valueTruncated) return reject(new TooLarge());
        addField(fields, name, value);
      });
      form.on('file', (name, content, info) => {
        // Whoever reads it stops listening once it has failed, or never begins; what a cut-off form says after that would end the process.
        content.on('error', () => undefined);
        try {
          this.checkToken(request, fields);
          if (name !== limit.field) throw new BadRequest();
          const one = store(content, info.filename ?? '', join(folder, randomHex(16)), limit);
          one.catch(reject);
          stored.push(one);
        } catch (error) {
          content.resume();
          reject(error);
        }
      });
      form.on('filesLimit', () => reject(new BadRequest({ key: 'errors.too_many_files', params: { max: most(limit) } })));
      form.on('fieldsLimit', () => reject(new BadRequest()));
      form.on('error', () => reject(new BadRequest()));
      form.on('close', () => resolve());
      request.on('aborted', () => reject(new BadRequest()));
      request.pipe(form);
    }).catch(async (error: unknown) => {
      request.unpipe(form);
      request.resume();
      // Ends the file that was coming in, or its promise would wait for ever for the rest.
      form.destroy();
      const ended = await Promise.allSettled(stored);
      await removeAll(ended.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : [])));
      throw error;
    });
    this.checkToken(request, fields);
    request.body = fields;
    request[UPLOADED] = (await Promise.all(stored)).filter((file) => file !== null);
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
      limits: { fileSize: limit.maxBytes, files: most(limit), fields: FIELDS, fieldSize: FIELD_BYTES, fieldNameSize: 100, parts: FIELDS + most(limit) },
    });
  } catch {
    throw new BadRequest();
  }
}

function most(limit: UploadLimit): number {
  return limit.maxFiles ?? 1;
}

async function store(content: Readable, name: string, path: string, limit: UploadLimit): Promise<UploadedFile | null> {
  let bytes = 0;
  content.on('data', (chunk: Buffer) => (bytes += chunk.length));
  try {
    await pipeline(content, createWriteStream(path, { mode: 0o600 }));
    if ('truncated' in content && content.truncated) throw new TooLarge({ key: 'errors.file_too_large', params: { megabytes: Math.floor(limit.maxBytes / MEGABYTE) } });
  } catch (error) {
    await rm(path, { force: true });
    throw why(error);
  }
  if (name === '' && bytes === 0) {
    await rm(path, { force: true });
    return null;
  }
  return { name: name.slice(0, 255), path, bytes };
}

/** What failed while a file came in: a full disk (F26), our own fault, or a form that was cut off. */
function why(error: unknown): unknown {
  if (isStorageFull(error)) return new StorageFull();
  return error instanceof RequestError || (error as NodeJS.ErrnoException).syscall ? error : new BadRequest();
}

async function removeAll(files: readonly UploadedFile[]): Promise<void> {
  await Promise.all(files.map(({ path }) => rm(path, { force: true })));
}

function addField(fields: Record<string, string | string[]>, name: string, value: string): void {
  const before = Object.hasOwn(fields, name) ? fields[name] : undefined;
  const after = before === undefined ? value : [before, value].flat();
  Object.defineProperty(fields, name, { value: after, enumerable: true, configurable: true, writable: true });
}
