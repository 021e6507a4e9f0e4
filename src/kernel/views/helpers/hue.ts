import { textArgument } from '../helper-arguments';

/** `h{{hue name}}`: 0 to 7, always the same for a name: its colour among the eight of the stylesheet. */
export function hue(name: unknown): number {
  let hash = 7;
  for (const letter of textArgument('hue', name)) hash = (hash * 31 + letter.codePointAt(0)!) >>> 0;
  return hash % 8;
}
