import type { Message } from '../../i18n/message';
import { FIELD_TYPES, type Choice, type ChoiceGroup, type FieldType, type WordedChoice } from '../form';
import { fieldId } from '../field-id';
import { formOf, frameOf, textArgument, type HelperOptions } from '../helper-arguments';

interface FieldHash {
  label: string; type?: FieldType; id?: string; help?: string; required?: boolean; width?: string; class?: string;
  options?: readonly (Choice | WordedChoice | ChoiceGroup)[]; empty?: string; value?: string; autocomplete?: string; placeholder?: string;
  rows?: number; maxlength?: number; accept?: string; dir?: string; readonly?: boolean; autofocus?: boolean;
  multiple?: boolean; hideLabel?: boolean; unit?: string;
}

/**
 * `{{> field (field "name" label=(t "groups.fields.name") required=true)}}`: all that partials/field shows of one field, from
 * the form of the page: what was typed, what is wrong with it, and how the parts refer to one another (ui.md, 6).
 */
export function field(name: unknown, options: HelperOptions): object {
  const hash = options.hash as FieldHash;
  const key = textArgument('field', name);
  const type = hash.type ?? 'text';
  const kind = FIELD_TYPES[type];
  if (!kind) throw new Error(`{{field "${key}"}}: there is no type ${type}`);
  const form = formOf(options);
  const { texts, language } = frameOf(options);
  const typed = form.values[key];
  const problem = form.errors?.[key];
  const error = problem ? texts.message(language.code, problem) : '';
  const id = hash.id ?? fieldId(key);
  const wanted = new Set((Array.isArray(typed) ? typed : type === 'checks' && typeof typed === 'string' ? typed.split(',') : [typed]).map(shownValue));
  return {
    part: { input: false, textarea: false, select: false, toggle: false, choices: false, file: false, [kind]: true },
    name: key, id, label: textArgument(`field "${key}" label`, hash.label), help: hash.help ?? '', error,
    describedBy: [error && `${id}-e`, hash.help && `${id}-h`].filter(Boolean).join(' '),
    required: hash.required === true, hideLabel: hash.hideLabel === true, readonly: hash.readonly === true,
    autofocus: hash.autofocus === true, multiple: hash.multiple === true,
    outer: [hash.width, hash.class].filter(Boolean).join(' '),
    type: type === 'decimal' || type === 'integer' ? 'text' : type, switch: type === 'switch', segments: type === 'segments',
    inputType: type === 'checks' ? 'checkbox' : 'radio',
    inputmode: type === 'decimal' ? 'decimal' : type === 'integer' ? 'numeric' : '',
    value: type === 'password' || type === 'file' ? '' : kind === 'toggle' ? hash.value ?? '1' : shownValue(typed),
    checked: kind === 'toggle' && typed !== false && typed !== undefined && typed !== null && typed !== '' && typed !== '0',
    autocomplete: hash.autocomplete ?? '', placeholder: hash.placeholder ?? '', rows: hash.rows ?? 3, maxlength: hash.maxlength ?? '',
    accept: hash.accept ?? '', dir: hash.dir ?? '', unit: hash.unit ?? '', empty: hash.empty ?? '', hasEmpty: hash.empty !== undefined,
    options: (hash.options ?? []).map((option) => choice(option, wanted, id, (words) => (typeof words === 'string' ? words : texts.message(language.code, words)))),
  };
}

function choice(option: Choice | WordedChoice | ChoiceGroup, wanted: ReadonlySet<string>, id: string, say: (words: string | Message) => string): object {
  if ('options' in option) return { label: option.label, options: option.options.map((one) => choice(one, wanted, id, say)), group: true };
  const value = String(option.value);
  return { value, label: say(option.label), help: say(option.help ?? ''), id: `${id}-${fieldId(value)}`, selected: wanted.has(value), group: false };
}

// What is neither text nor figure was never typed into this field: it shows as nothing.
function shownValue(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? String(value) : '';
}
