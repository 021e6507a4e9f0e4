import type { KeyKind, TableSort } from './table';

/** A row's place in an order: its keys, its id and, where it is known, how many rows stand before and with it. */
export interface Cursor {
  readonly keys: readonly (string | null)[];
  readonly id: string;
  readonly position: number | null;
}

const LONGEST = 4000;
const ID = /^[1-9]\d{0,18}$/;
const SHAPES: Readonly<Record<KeyKind, RegExp>> = {
  text: /^[^]{0,400}$/,
  number: /^\d{1,20}$/,
  decimal: /^-?\d{1,20}(\.\d{1,6})?$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  id: ID,
};

/** The place as it stands in an address. */
export function encodeCursor({ keys, id, position }: Cursor): string {
  return Buffer.from(JSON.stringify([id, position, ...keys])).toString('base64url');
}

/** Reads a place back. Anything that is not one for this order is null: the list then begins at its start (A7). */
export function decodeCursor(text: string, sort: TableSort): Cursor | null {
  if (text.length > LONGEST || !/^[\w-]+$/.test(text)) return null;
  const parts = parse(Buffer.from(text, 'base64url').toString());
  if (!Array.isArray(parts) || parts.length !== sort.keys.length + 2) return null;
  const [id, position, ...keys]: unknown[] = parts;
  if (typeof id !== 'string' || !SHAPES.id.test(id)) return null;
  if (position !== null && !(Number.isSafeInteger(position) && Number(position) > 0)) return null;
  const known = keys.map((key, index) => readKey(key, sort.keys[index].kind, sort.keys[index].nullable ?? false));
  if (!known.every((key) => key !== undefined)) return null;
  return { id, position: position === null ? null : Number(position), keys: known };
}

function readKey(key: unknown, kind: KeyKind, nullable: boolean): string | null | undefined {
  if (key === null) return nullable ? null : undefined;
  return typeof key === 'string' && SHAPES[kind].test(key) && (kind !== 'date' || isDay(key)) ? key : undefined;
}

/** The servers differ in what they make of 30 February. */
function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
