import { Injectable } from '@nestjs/common';
import type { Message } from '../../kernel/i18n/message';

/** How entries about one kind of subject are shown; the module that writes them says it. */
export interface KindWords {
  readonly icon: string;
  /** Branch of the language files with the labels of its fields. */
  readonly fields: string;
  /** The words for a value that is no plain text, such as the code of a country; null leaves it as it is. */
  readonly value?: (field: string, value: unknown, language: string) => string | Message | null;
}

/** The words for the log, by the kind of what it tells of. */
@Injectable()
export class ActivityWords {
  private readonly kinds = new Map<string, KindWords>();

  add(kind: string, words: KindWords): void {
    this.kinds.set(kind, words);
  }

  of(kind: string): KindWords | null {
    return this.kinds.get(kind) ?? null;
  }
}
