import { SetMetadata } from '@nestjs/common';

export const TAKES_UPLOAD = 'takes-upload';

export interface UploadLimit {
  /** Name of the file field. */
  readonly field: string;
  /** Bytes. */
  readonly maxBytes: number;
}

/** The handler takes a multipart form with one file of at most `maxBytes` bytes in `field`. */
export const TakesUpload = (limit: UploadLimit) => SetMetadata(TAKES_UPLOAD, limit);
