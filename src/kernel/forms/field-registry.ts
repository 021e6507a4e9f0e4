/** How the text (or the list of texts) of one field becomes the value of its form class. */
export interface FieldReader {
  readonly list: boolean;
  /** Given to the form by us and typed by nobody: a bad one is a malformed request, not a mistake to show. */
  readonly given?: boolean;
  read(typed: readonly string[]): unknown;
}

const READERS = new WeakMap<object, Map<string, FieldReader>>();

export function registerField(prototype: object, name: string | symbol, reader: FieldReader): void {
  const fields = READERS.get(prototype) ?? new Map<string, FieldReader>();
  fields.set(String(name), reader);
  READERS.set(prototype, fields);
}

/** The fields of a form class with those of its parents. */
export function fieldsOf(prototype: object | null): ReadonlyMap<string, FieldReader> {
  if (!prototype) return new Map();
  return new Map([...fieldsOf(Object.getPrototypeOf(prototype)), ...(READERS.get(prototype) ?? [])]);
}
