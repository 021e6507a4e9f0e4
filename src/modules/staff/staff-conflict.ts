import type { Typed } from '../../kernel/forms/read-form';
import { threeWay } from '../../kernel/forms/three-way';
import type { Message } from '../../kernel/i18n/message';
import type { Choice } from '../../kernel/views/form';
import type { StaffRow, StaffSave } from './staff.queries';

const FIELDS = ['name', 'email', 'roleId', 'administrator'] as const;
type AccountTexts = Record<string, string>;

/** What the form of an account begins with; `read` comes back with it and tells what was typed from what stood there. */
export function openedForm(row: StaffRow) {
  const texts = textsOf(row);
  return { ...texts, version: row.version, read: JSON.stringify(texts) };
}

/**
 * The form shown again when somebody else saved the account since it was opened: own changes kept, everything else as it is
 * by now, with who changed what.
 * @param saves newest first
 */
export function staffConflict(row: StaffRow, typed: Typed, saves: readonly StaffSave[], roles: readonly Choice[]) {
  const opened = openedForm(row);
  const own = Object.fromEntries(FIELDS.map((name) => [name, String(typed[name] ?? '')]));
  const read = readTexts(typed.read);
  const { merged, theirs } = read ? threeWay(read, own, textsOf(row)) : { merged: own, theirs: [] };
  const personOf = (save: StaffSave | undefined): Message => (save ? { key: 'staff.conflict.value', params: { value: save.by } } : { key: 'staff.conflict.somebody' });
  return {
    values: { ...opened, ...merged },
    conflict: {
      who: personOf(saves[0]),
      changes: theirs.map(({ name, before, now }) => ({
        label: { key: `staff.fields.${name}` },
        before: shown(name, before ?? '', roles),
        now: shown(name, now, roles),
        who: personOf(saves.find(({ fields }) => fields.includes(name))),
      })),
    },
  };
}

/** The fields in the words of a sent form. */
function textsOf({ name, email, roleId, administrator }: StaffRow): AccountTexts {
  return { name, email, roleId: roleId ?? '', administrator: administrator ? '1' : '' };
}

function readTexts(text: Typed[string] | undefined): AccountTexts | null {
  try {
    const texts: unknown = JSON.parse(String(text));
    return typeof texts === 'object' && texts !== null && FIELDS.every((name) => typeof Reflect.get(texts, name) === 'string') ? (texts as AccountTexts) : null;
  } catch {
    return null;
  }
}

function shown(name: string, text: string, roles: readonly Choice[]): Message {
  if (name === 'administrator') return { key: text ? 'staff.conflict.yes' : 'staff.conflict.no' };
  if (name !== 'roleId') return { key: 'staff.conflict.value', params: { value: text } };
  if (text === '') return { key: 'staff.noRole' };
  const role = roles.find(({ value }) => value === text);
  return role ? { key: 'staff.roleName', params: { name: role.label } } : { key: 'staff.conflict.anotherRole' };
}
