export interface ChangedField<V> {
  readonly name: string;
  /** When the form was opened. */
  readonly before: V | null;
  /** What somebody else made of it. */
  readonly now: V;
}

/**
 * Joins what was typed with what is stored by now, given what stood in the form when it was opened: what was typed anew is
 * kept, every other field is as it is stored.
 * @returns the joined fields, and those that others changed
 */
export function threeWay<V>(read: Readonly<Record<string, V>>, typed: Readonly<Record<string, V>>, current: Readonly<Record<string, V>>): { merged: Record<string, V>; theirs: ChangedField<V>[] } {
  const names = Object.keys(current);
  const isOld = (name: string): boolean => typed[name] === read[name] || typed[name] === undefined;
  return {
    merged: Object.fromEntries(names.map((name) => [name, isOld(name) ? current[name] : typed[name]])),
    theirs: names.filter((name) => read[name] !== current[name]).map((name) => ({ name, before: read[name] ?? null, now: current[name] })),
  };
}
