import { Injectable } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import { Texts } from '../../../kernel/i18n/texts';
import type { Words } from '../../../kernel/table/list-view';
import { formatNumber } from '../../../kernel/views/formats';
import { SettingsStore } from '../../settings/settings.store';

export interface ListReader {
  readonly actor: StaffActor;
  readonly language: string;
  /** For figures and dates. */
  readonly locale: string;
  readonly baseCurrency: string;
  readonly words: Words;
  readonly figure: (value: number) => string;
}

/** Words, figures and currency of the person who reads the list. */
@Injectable()
export class ListReaders {
  constructor(
    private readonly texts: Texts,
    private readonly settings: SettingsStore,
  ) {}

  of(actor: StaffActor): ListReader {
    const { language, baseCurrency } = this.settings.all();
    const { code, locale } = this.texts.language(actor.language ?? language);
    return { actor, language: code, locale, baseCurrency, words: (key, params) => this.texts.t(code, key, params), figure: (value) => formatNumber(locale, value) };
  }
}
