import { SetMetadata } from '@nestjs/common';

export const TAKES_UPLOAD = 'takes-upload';

export interface UploadLimit {
  /** Name of the file field. */
  readonly field: string;
  /** Bytes of one file. */
  readonly maxBytes: number;
  /** Files in one form; one, unless told otherwise. */
  readonly maxFiles?: number;
}

/** The handler takes a multipart form with files of at most `maxBytes` bytes in `field`. */
export const TakesUpload = (limit: UploadLimit) => SetMetadata(TAKES_UPLOAD, limit);
