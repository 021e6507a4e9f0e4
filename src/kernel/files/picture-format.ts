/** The kinds of picture that are taken; what else calls itself a picture (SVG above all) is refused (A16). */
export type PictureFormat = 'jpeg' | 'png' | 'gif' | 'webp' | 'heif';

/** For the `accept` of file fields; the server judges by the content alone. */
export const PICTURE_ACCEPT = 'image/jpeg,image/png,image/gif,image/webp,image/avif';

/** What the first bytes say the file is, whatever its name or declared type; null: none of the kinds taken. */
export function pictureFormat(head: Buffer): PictureFormat | null {
  if (starts(head, 0, [0xff, 0xd8, 0xff])) return 'jpeg';
  if (starts(head, 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
  const text = head.toString('latin1', 0, 16);
  if (/^GIF8[79]a/.test(text)) return 'gif';
  if (/^RIFF[^]{4}WEBP/.test(text)) return 'webp';
  if (/^[^]{4}ftypavi[fs]/.test(text)) return 'heif';
  return null;
}

function starts(head: Buffer, at: number, bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => head[at + index] === byte);
}
