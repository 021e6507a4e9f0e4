/** Characters of a name; what is longer loses its middle, never its ending. */
export const FILE_NAME_MAX = 200;

/** Control characters, line and paragraph separators, and those that turn the direction of writing or take no room. */
const MISLEADING = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/gu;

/**
 * The name of a file as people may read and save it: the last part of a path, without characters that hide what the file
 * is, such as the one that shows `gpj.exe` backwards (A17). Never a path of ours.
 * @returns at least one character.
 */
export function cleanFileName(name: string): string {
  const last = name.toWellFormed().normalize('NFC').replace(MISLEADING, '').split(/[/\\]/).pop() ?? '';
  const clean = last.replace(/\s+/g, ' ').replace(/^[\s.]+|[\s.]+$/g, '');
  return clean === '' ? 'file' : shortened([...clean]);
}

function shortened(signs: readonly string[]): string {
  if (signs.length <= FILE_NAME_MAX) return signs.join('');
  const ending = /\.[^.\s]{1,12}$/u.exec(signs.slice(-13).join(''))?.[0] ?? '';
  return signs.slice(0, FILE_NAME_MAX - [...ending].length).join('') + ending;
}
