import { Injectable } from '@nestjs/common';
import { SystemSettings } from '../../kernel/http/system-settings';
import { Texts } from '../../kernel/i18n/texts';
import { Letters } from '../../kernel/outbox/letters';
import { compareNames } from '../../kernel/views/formats';
import type { MailPageWords } from './mail.presenter';

/** The words that presenters of mail need, in the reader's language. */
@Injectable()
export class MailWords {
  constructor(
    private readonly letters: Letters,
    private readonly settings: SystemSettings,
    private readonly texts: Texts,
  ) {}

  languageOf(actor: { readonly language: string | null }): string {
    return this.texts.language(actor.language ?? this.settings.current().language).code;
  }

  of(actor: { readonly language: string | null }): MailPageWords {
    const language = this.languageOf(actor);
    return {
      say: (key) => this.texts.t(language, key),
      compare: (a, b) => compareNames(language, a, b),
      kind: (kind) => (this.letters.find(kind) ? this.texts.t(language, `letters.${kind}.name`) : kind),
    };
  }
}
