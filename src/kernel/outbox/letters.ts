import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock/clock';
import { Config } from '../config/config';
import { SystemSettings } from '../http/system-settings';
import { Texts } from '../i18n/texts';
import { ViewEngine } from '../views/engine';
import type { Frame } from '../views/frame';
import { fieldNames, fillBody, fillLine, plainText, type LetterBlock, type LetterFields } from './letter-text';
import { readable, shownValue, type MergeField, type MergeFieldType, type MergeValues } from './letter-values';
import type { RecordKind } from './letter-records';
import type { Reader, RecipientKey, RecipientKind } from './recipients';

/** What a new letter is made from when one is sent again. */
export interface LetterToRenew {
  readonly to: RecipientKey;
  readonly customerId: string | null;
  readonly language: string;
  readonly values: MergeValues;
}

/** A letter whose turn has come. */
export interface LetterToJudge {
  readonly to: RecipientKey;
  readonly customerId: string | null;
  /** As it was queued. */
  readonly dedupeKey: string;
}

/**
 * A kind of letter (MAIL-1). Its built-in words stand in the language files as `letters.<kind>.{name,lead,subject,body}`,
 * in the language of `letter-text.ts`. Besides its own fields every letter has `{company_name}` and `{recipient_name}`, and
 * one with a secret `{link}`.
 */
export interface LetterKind {
  /** For example `staff-invitation`. */
  readonly kind: string;
  /** Whom it is written to. */
  readonly audience: RecipientKind;
  /** What previews are made with, when it is not the recipient. */
  readonly about?: RecordKind;
  /** Its own merge fields; `values` of a queued letter must hold them all. */
  readonly fields?: Readonly<Record<string, MergeField>>;
  /** Administrators may switch it off; letters that security or a login rests on may not. */
  readonly maySwitchOff?: boolean;
  /** Goes to people and customers that are inactive too: those who are not confirmed yet. What is in the trash gets nothing. */
  readonly toInactive?: boolean;
  /** Goes to the address that `givenAddress` of the queued letter names, not to the recipient's: to the one before (CON-10a), or to one that is not confirmed yet. */
  readonly toGivenAddress?: boolean;
  /**
   * Whether its cause still holds at the moment of sending: why not, a key below `mail.reasons`, or null. Test mails are not
   * asked about.
   */
  outdated?(reader: Reader, letter: LetterToJudge): Promise<string | null>;
  /** Only for letters with a secret: what it opens. */
  readonly link?: {
    /** Path of the page that takes the secret; it becomes an address below APP_URL, whatever host was asked (A9). */
    path(secret: string): string;
    /**
     * The secret where it follows from the letter itself: made when the letter is sent, and kept nowhere. null: this letter has
     * none, as a test mail. Such letters can be sent again as they are.
     */
    derive?(letter: LetterToJudge): string | null;
    /** Whether the secret still opens it; a dead link is not sent. */
    works(secret: string, now: Date): Promise<boolean>;
    /**
     * Queues a new letter with a new link in place of an old one (MAIL-2). Left out, and without `derive`: such letters cannot be sent again.
     * @throws Refused when there is nothing to renew any more.
     */
    renew?(tx: EntityManager, letter: LetterToRenew, now: Date): Promise<void>;
  };
}

/** Subject and body in the language of `letter-text.ts`. */
export interface LetterWords {
  readonly subject: string;
  readonly body: string;
}

export interface LetterToWrite {
  readonly kind: string;
  readonly language: string;
  readonly recipientName: string;
  readonly values: MergeValues;
  /** From `linkOf`; null for letters without a secret. */
  readonly link: string | null;
  /** In place of the built-in words. */
  readonly words: LetterWords | null;
  /** The subject says that it is a test. */
  readonly test?: boolean;
}

export interface WrittenLetter {
  readonly language: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What stands in place of a secret in every kept copy. */
const MASK = '…';
/** Fields of every letter. */
const COMMON: readonly string[] = ['company_name', 'recipient_name'];

/** All kinds of letters; the module that causes one adds it when it starts. */
@Injectable()
export class Letters {
  private readonly kinds = new Map<string, LetterKind>();

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly settings: SystemSettings,
    private readonly texts: Texts,
    private readonly views: ViewEngine,
  ) {}

  add(...kinds: LetterKind[]): void {
    for (const kind of kinds) this.kinds.set(kind.kind, kind);
  }

  find(kind: string): LetterKind | null {
    return this.kinds.get(kind) ?? null;
  }

  all(): readonly LetterKind[] {
    return [...this.kinds.values()];
  }

  /** The merge fields that the words of `kind` may use. */
  fieldsOf({ fields = {}, link }: LetterKind): string[] {
    return [...COMMON, ...Object.keys(fields), ...(link ? ['link'] : [])];
  }

  /** Names in braces that are no fields of `kind` (MAIL-1: refused when words are saved). */
  unknownFields(kind: LetterKind, words: LetterWords): string[] {
    const known = this.fieldsOf(kind);
    return fieldNames(`${words.subject}\n\n${words.body}`).filter((name) => !known.includes(name));
  }

  /** The language of the interface in which a letter for `language` is written. */
  languageOf(language: string): string {
    return this.texts.language(language).code;
  }

  /** The words a kind has by itself. */
  builtIn(kind: string, language: string): LetterWords {
    const { code } = this.texts.language(language);
    return { subject: this.texts.t(code, `letters.${kind}.subject`), body: this.texts.t(code, `letters.${kind}.body`) };
  }

  /** Sample values of all fields of its own; an address of ours is written as a path. */
  samples({ fields = {} }: LetterKind): MergeValues {
    const { origin } = this.config.appUrl;
    return Object.fromEntries(Object.entries(fields).map(([name, { sample, type }]) => [name, type === 'address' ? new URL(String(sample), origin).href : sample]));
  }

  /** What each field would show in a mail to `recipientName` with sample values. */
  sampleTexts(kind: LetterKind, language: string, recipientName: string): ReadonlyMap<string, string> {
    const link = this.linkOf(kind.kind, null);
    return this.fill(kind, { kind: kind.kind, language, recipientName, values: this.samples(kind), link, words: null }).values;
  }

  /** The full address that `secret` opens; with null, that address with the secret masked. Null for kinds without one. */
  linkOf(kind: string, secret: string | null): string | null {
    const path = this.kinds.get(kind)?.link?.path(secret ?? MASK);
    return path === undefined ? null : `${this.config.appUrl.origin}${path}`;
  }

  /** Writes a letter from its merge values. @throws when its kind is unknown or it lacks a value of one of its fields. */
  write(letter: LetterToWrite): WrittenLetter {
    const { language, subject, blocks } = this.read(letter);
    const frame = this.frame(language);
    const company = this.company();
    const html = this.views.render('mail/letter', { subject, blocks, company, logo: this.logo() }, frame).trim();
    return { language, subject, text: `${plainText(blocks)}\n\n-- \n${company}\n`, html };
  }

  /** The letter as pages show it: subject and blocks. @throws as `write` does */
  read(letter: LetterToWrite): { language: string; subject: string; blocks: readonly LetterBlock[] } {
    const kind = this.kinds.get(letter.kind);
    if (!kind) throw new Error(`there is no kind of letter ${letter.kind}`);
    const { code } = this.texts.language(letter.language);
    const { subject, body } = letter.words ?? this.builtIn(letter.kind, code);
    const fields = this.fill(kind, letter);
    const line = fillLine(subject, fields);
    return { language: code, subject: letter.test ? this.texts.t(code, 'mail.testSubject', { subject: line }) : line, blocks: fillBody(body, fields) };
  }

  private fill(kind: LetterKind, { language: code, recipientName, values, link }: LetterToWrite): LetterFields {
    const language = this.texts.language(code);
    const { timeZone } = this.settings.current();
    const own = Object.entries(kind.fields ?? {}).map(([name, { type = 'text' }]): [string, MergeFieldType] => [name, type]);
    const shown = new Map(own.map(([name, type]) => [name, shownValue(name, values[name], type, this.texts, language, timeZone)]));
    shown.set('company_name', readable(this.company())).set('recipient_name', readable(recipientName));
    if (kind.link) shown.set('link', link ?? '');
    return { values: shown, addresses: new Set([...own.filter(([, type]) => type === 'address').map(([name]) => name), ...(kind.link ? ['link'] : [])]) };
  }

  private company(): string {
    return this.settings.current().companyName || 'Clientele';
  }

  private logo(): string | null {
    const { logoUrl } = this.settings.current();
    return logoUrl ? `${this.config.appUrl.origin}${logoUrl}` : null;
  }

  private frame(code: string): Frame {
    const system = this.settings.current();
    return {
      language: this.texts.language(code),
      texts: this.texts,
      timeZone: system.timeZone,
      now: this.clock.now(),
      theme: 'system',
      density: 'dense',
      shortcuts: false,
      appName: 'Clientele',
      companyName: system.companyName,
      logoUrl: null,
      path: '/',
      query: {},
      actor: null,
      area: null, site: null,
      home: '/',
      menu: [],
      newMenu: [],
      accountMenu: [],
      search: null,
      signOut: '/',
      bell: null,
      schedulerProblem: null,
      csrf: '',
      formKey: () => '',
      flash: null,
    };
  }
}
