import { Injectable } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import { NotFound } from '../../../kernel/http/errors';
import { page, type Reply } from '../../../kernel/http/reply';
import { Texts } from '../../../kernel/i18n/texts';
import { Letters, type LetterKind, type LetterWords } from '../../../kernel/outbox/letters';
import type { FormShown } from '../../../kernel/views/form';
import { MailWords } from '../mail-words';
import { TemplatePreview, type Preview, type PreviewWish } from './template-preview';
import { editPage } from './templates.presenter';
import { TemplateRows } from './templates.queries';
import type { TemplatePlace } from './templates.service';

interface Shown {
  readonly form: FormShown;
  readonly words: LetterWords;
  readonly wish: PreviewWish;
  readonly status?: number;
  readonly now?: LetterWords;
}

/** Builds the pages of one kind of mail. */
@Injectable()
export class TemplatePages {
  constructor(
    private readonly letters: Letters,
    private readonly previews: TemplatePreview,
    private readonly rows: TemplateRows,
    private readonly texts: Texts,
    private readonly words: MailWords,
  ) {}

  /** @throws NotFound for a kind or a language there is not */
  place(kindName: string, language: string): TemplatePlace {
    const kind = this.kind(kindName);
    if (!this.texts.languages().some(({ code }) => code === language)) throw new NotFound();
    return { kind, language };
  }

  /** @throws NotFound */
  kind(name: string): LetterKind {
    const kind = this.letters.find(name);
    if (!kind) throw new NotFound();
    return kind;
  }

  /** The words as they are now, with the version to save over. */
  async current({ kind, language }: TemplatePlace): Promise<LetterWords & { version: number }> {
    return (await this.rows.find(kind.kind, language)) ?? { ...this.letters.builtIn(kind.kind, language), version: 0 };
  }

  async show(actor: StaffActor, place: TemplatePlace, { form, words, wish, status = 200, now }: Shown): Promise<Reply> {
    const facts = {
      stored: await this.rows.find(place.kind.kind, place.language), changes: await this.rows.overview(), languages: this.texts.languages(),
      fields: this.letters.sampleTexts(place.kind, place.language, actor.name), preview: await this.preview(actor, place, words, wish), now,
    };
    return page('mail/settings/edit', editPage(place, form, facts, this.words.of(actor).say), { status });
  }

  private async preview(actor: StaffActor, place: TemplatePlace, words: LetterWords, wish: PreviewWish): Promise<Preview | null> {
    return words.subject && words.body ? this.previews.of(actor, place, words, wish) : null;
  }
}
