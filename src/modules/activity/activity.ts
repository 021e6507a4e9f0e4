import type { Actor } from '../../kernel/access/actor';

/** Old and new value of each changed field, as shown to people: texts, numbers, or null. */
export type Changes = Readonly<Record<string, readonly [before: unknown, after: unknown]>>;

export interface ActivityEntry {
  readonly actor: Pick<Actor, 'kind' | 'id' | 'name'>;
  readonly at: Date;
  /** Past tense, `subject.verb`: `group.renamed`. Shown through the text `activity.actions.<action>`. */
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string | null; readonly name: string };
  /** The customer on whose page it stands. */
  readonly customerId?: string | null;
  readonly changes?: Changes;
}

/** The fields in which `after` differs from `before`, for the log; null when there is none. */
export function changesBetween<T extends object>(before: T, after: Partial<T>): Changes | null {
  const entries = Object.entries(after)
    .map(([name, value]): [string, readonly [unknown, unknown]] => [name, [Reflect.get(before, name) ?? null, value ?? null]])
    .filter(([, [old, value]]) => JSON.stringify(old) !== JSON.stringify(value));
  return entries.length > 0 ? Object.fromEntries(entries) : null;
}
