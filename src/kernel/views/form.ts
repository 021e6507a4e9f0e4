import type { Message } from '../i18n/message';

/** What a page's form shows: what was typed (or is stored) and what is wrong with it, by field name. */
export interface FormShown {
  readonly values: Readonly<Record<string, unknown>>;
  readonly errors?: Readonly<Record<string, Message>>;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly help?: string;
}
/** A choice in words of the language files, said in the reader's language. */
export interface WordedChoice {
  readonly value: string;
  readonly label: Message;
  readonly help?: Message;
}
export interface ChoiceGroup {
  readonly label: string;
  readonly options: readonly Choice[];
}

export const FIELD_TYPES = {
  text: 'input', email: 'input', tel: 'input', url: 'input', password: 'input', search: 'input',
  date: 'input', time: 'input', color: 'input', decimal: 'input', integer: 'input',
  textarea: 'textarea', select: 'select', checkbox: 'toggle', switch: 'toggle',
  radios: 'choices', segments: 'choices', checks: 'choices', file: 'file',
} as const;
export type FieldType = keyof typeof FIELD_TYPES;
