import type { Language } from '../../../kernel/i18n/texts';
import type { LetterKind, LetterWords } from '../../../kernel/outbox/letters';
import type { FormShown } from '../../../kernel/views/form';
import type { Preview } from './template-preview';
import type { KindChanges, StoredTemplate } from './templates.queries';
import { TEMPLATES_PATH, templatePath, type TemplatePlace } from './templates.service';

/** The kinds of mail as `views/mail/settings/index.hbs` lists them: those to contacts, then those to staff. */
export function kindLists(kinds: readonly LetterKind[], { off, languages }: KindChanges, language: string, languageName: (code: string) => string) {
  const line = (kind: LetterKind) => ({
    kind: kind.kind, name: `letters.${kind.kind}.name`, lead: `letters.${kind.kind}.lead`, href: templatePath({ kind, language }),
    maySwitchOff: kind.maySwitchOff === true, on: !off.has(kind.kind) || !kind.maySwitchOff, changed: (languages.get(kind.kind) ?? []).map(languageName),
  });
  return (['contact', 'staff'] as const)
    .map((audience) => ({ title: `mail.templates.to.${audience}`, rows: kinds.filter((kind) => kind.audience === audience).map(line) }))
    .filter(({ rows }) => rows.length > 0);
}

interface EditFacts {
  readonly stored: StoredTemplate | null;
  readonly changes: KindChanges;
  readonly languages: readonly Language[];
  /** With what each shows. */
  readonly fields: ReadonlyMap<string, string>;
  readonly preview: Preview | null;
  /** What somebody else has saved meanwhile. */
  readonly now?: LetterWords | null;
}

/** What `views/mail/settings/edit.hbs` shows. @param say the words of a key, in the language of the page. */
export function editPage(place: TemplatePlace, form: FormShown, facts: EditFacts, say: (key: string) => string) {
  const { kind, language } = place;
  const changed = facts.changes.languages.get(kind.kind) ?? [];
  const at = facts.languages.find(({ code }) => code === language);
  return {
    form,
    heading: `letters.${kind.kind}.name`,
    about: `letters.${kind.kind}.lead`,
    path: templatePath(place),
    back: TEMPLATES_PATH,
    off: kind.maySwitchOff === true && facts.changes.off.has(kind.kind),
    language: { code: language, dir: at?.dir ?? 'ltr', name: at?.name ?? language },
    tabs: facts.languages.map(({ code, name }) => ({ label: changed.includes(code) ? `${name} *` : name, href: templatePath({ kind, language: code }), current: code === language })),
    stored: facts.stored && { version: facts.stored.version, at: facts.stored.updatedAt, by: facts.stored.updatedBy ?? '' },
    fields: [...facts.fields].map(([name, sample]) => ({ name: `{${name}}`, label: `letters.fields.${name}`, sample })),
    preview: facts.preview && { subject: facts.preview.subject, blocks: facts.preview.blocks },
    records: facts.preview?.records ? [{ value: '', label: say('mail.templates.samples') }, ...facts.preview.records.map(({ id, label }) => ({ value: id, label }))] : null,
    record: facts.preview?.record ?? '',
    now: facts.now ?? null,
  };
}
