const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** Whether writing failed because there is no room left, on the disk or in its quota (F26). */
export function isStorageFull(error: unknown): boolean {
  return FULL.has((error as NodeJS.ErrnoException).code ?? '');
}
