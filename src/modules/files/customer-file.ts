/** Who of the customer sees a file: nobody but staff, every contact, or those chosen. */
export const SHARED = ['staff', 'customer', 'contacts'] as const;
export type Shared = (typeof SHARED)[number];

/** A contact by its link to the customer. */
export interface FileContact {
  readonly id: string;
  readonly name: string;
}

export interface CustomerFile {
  readonly id: string;
  readonly fileId: string;
  readonly name: string;
  readonly bytes: number;
  readonly uploadedByKind: string;
  readonly uploadedById: string;
  readonly uploadedByName: string;
  readonly shared: Shared;
  /** Those chosen; of meaning with `contacts` only. */
  readonly contacts: readonly FileContact[];
  readonly version: number;
  readonly createdAt: Date;
}

/** Files that one form takes. */
export const FILES_AT_ONCE = 10;
/** What one customer may keep, the trash included: bytes and files. */
export const CUSTOMER_MAX_BYTES = 1024 ** 3;
export const CUSTOMER_MAX_FILES = 5_000;
