import type { Message } from '../../kernel/i18n/message';
import { withQuery } from '../../kernel/views/address';
import { compareNames } from '../../kernel/views/formats';
import type { ActivityChoices, ActivityCursor, ActivityFilter, ActivityRow } from './activity.queries';
import type { ActivityWords, KindWords } from './activity.words';

/** Entries on one page. */
export const ENTRIES_SHOWN = 25;
/** Characters of an old or new value; a whole note would drown the log. */
const VALUE_SHOWN = 200;

type Shown = { readonly text: string | null; readonly message: Message | null };

/** The lines of the log as `views/activity/log.hbs` shows them. */
export function activityLines(rows: readonly ActivityRow[], words: ActivityWords, language: string) {
  return rows.map((row) => {
    const kind = words.of(row.subjectKind);
    return {
      at: row.at, actor: row.actorName, icon: kind?.icon ?? 'history',
      sentence: { key: `activity.actions.${row.action}`, params: { name: row.subjectName } },
      changes: kind ? Object.entries(row.changes ?? {}).map(([field, [before, after]]) => ({
        label: { key: `${kind.fields}.${field}` }, before: shown(kind, field, before, language), after: shown(kind, field, after, language),
      })) : [],
    };
  });
}

/** @param rows one more than are shown, when there are further ones in the direction looked at. */
export function activityModel(path: string, rows: readonly ActivityRow[], cursor: ActivityCursor | null, filter: ActivityFilter, choices: ActivityChoices, words: ActivityWords, language: string) {
  const newer = cursor?.direction === 'newer';
  const further = rows.length > ENTRIES_SHOWN;
  const shownRows = newer ? rows.slice(-ENTRIES_SHOWN) : rows.slice(0, ENTRIES_SHOWN);
  const person = filter.actor ? actorKey(filter.actor) : '';
  const query = { kind: filter.kind, person };
  const more = { older: newer ? shownRows.length > 0 : further, newer: newer ? further : cursor !== null };
  return {
    lines: activityLines(shownRows, words, language),
    filtered: filter.kind !== null || filter.actor !== null,
    action: path,
    kinds: choices.kinds.filter((kind) => words.of(kind)).map((kind) => ({ value: kind, label: { key: `activity.kinds.${kind}` }, selected: kind === filter.kind })),
    people: [...choices.actors].sort((a, b) => compareNames(language, a.name, b.name)).map((actor) => ({ value: actorKey(actor), label: actor.name, selected: actorKey(actor) === person })),
    older: more.older && shownRows.length > 0 ? withQuery(path, { ...query, before: shownRows[shownRows.length - 1].id }) : null,
    newer: more.newer ? withQuery(path, shownRows.length > 0 ? { ...query, after: shownRows[0].id } : query) : null,
  };
}

/** Reads what `actorKey` wrote; null for anything else. */
export function readActor(text: unknown): ActivityFilter['actor'] {
  const match = typeof text === 'string' ? /^([a-z]{1,16}):(\d{0,19})$/.exec(text) : null;
  return match ? { kind: match[1], id: match[2] || null } : null;
}

function actorKey({ kind, id }: { kind: string; id: string | null }): string {
  return `${kind}:${id ?? ''}`;
}

function shown(kind: KindWords, field: string, value: unknown, language: string): Shown {
  const special = value === null || value === '' ? null : (kind.value?.(field, value, language) ?? null);
  if (special !== null && typeof special !== 'string') return { text: null, message: special };
  if (special === null && typeof value === 'boolean') return { text: null, message: { key: value ? 'activity.yes' : 'activity.no' } };
  const text = special ?? (value === null || value === '' ? null : String(value));
  return { text: text === null || text.length <= VALUE_SHOWN ? text : `${text.slice(0, VALUE_SHOWN)}…`, message: null };
}
