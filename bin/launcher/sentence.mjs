/** A refusal a person can act on: its message is the one sentence that is shown, without a stack. */
export class Sentence extends Error {}

/** The person pressed Ctrl-C, or the system asked to stop, while something was under way. */
export class Stopped extends Error {}

const DISK_FULL = /ENOSPC|EDQUOT|No space left on device|Disk quota exceeded|Errcode: 28|\(os errno 28\)/i;

/** Whether this output of a program says that the disk is full. */
export function saysDiskFull(text) {
  return DISK_FULL.test(text);
}

/** @param where what lies on the full disk: a folder. */
export function diskFull(where) {
  return new Sentence(`The disk that holds ${where} is full; free some space and start again.`);
}

/**
 * The one sentence for whatever went wrong.
 * @param error anything thrown
 * @param where the folder that was being worked in, for errors that name none
 */
export function sentenceFor(error, where) {
  if (error instanceof Sentence) return error.message;
  const code = error?.code;
  const path = error?.path ?? where;
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(path).message;
  if (code === 'EACCES' || code === 'EPERM') return `${path} may not be written by this user; change its owner (chown -R "$(id -un)" ${path}) or start as the user it belongs to.`;
  if (code === 'EROFS') return `${path} is on a read-only disk; set DATA_DIR to a folder that can be written and start again.`;
  if (code === 'EMFILE' || code === 'ENFILE') return 'The system allows too few open files; raise the limit (ulimit -n 4096) and start again.';
  return `This was not expected: ${oneLine(error?.message ?? String(error))}; start again with DEBUG=1 to see more.`;
}

/** A text of several lines as one line of at most 200 characters. */
export function oneLine(text) {
  const line = text.replace(/\s+/g, ' ').trim();
  return (line.length > 200 ? `${line.slice(0, 199)}…` : line).replace(/[.;]$/, '');
}
