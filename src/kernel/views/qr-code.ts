import { encode } from 'uqr';

export interface QrCode {
  /** Modules a side, the quiet zone included. */
  readonly size: number;
  /** Path data of the dark modules; one unit a module. */
  readonly path: string;
}

const QUIET_ZONE = 4;

/** A QR code (ISO/IEC 18004) as the path of an `<svg>`: nothing is fetched and nothing is raw. */
export function qrCode(text: string): QrCode {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET_ZONE });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark && !row[x - 1] ? [`M${x} ${y}h${runFrom(row, x)}v1H${x}z`] : []))).join('');
  return { size, path };
}

function runFrom(row: readonly boolean[], x: number): number {
  const end = row.indexOf(false, x);
  return (end === -1 ? row.length : end) - x;
}
