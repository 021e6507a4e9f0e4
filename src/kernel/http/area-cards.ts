import { Injectable } from '@nestjs/common';
import { admits } from '../access/access.guard';
import type { ContactNeed } from '../access/allow';
import type { ContactActor } from '../access/contact-actor';
import type { Message } from '../i18n/message';

/** One line of a card: somebody or something by its name, or words of ours. */
export interface CardLine {
  readonly icon?: string;
  readonly name?: string;
  readonly text?: Message;
  /** Below it, small. */
  readonly note?: string;
  /** A local address. */
  readonly href?: string;
  readonly email?: string;
}

export interface CardShown {
  /** Key of the language files. */
  readonly title: string;
  /** Where all of it is. */
  readonly more?: { readonly label: string; readonly href: string };
  readonly lines: readonly CardLine[];
}

export interface AreaCard {
  readonly key: string;
  /** Place on the page; lower stands first. */
  readonly order: number;
  /** As `AllowContacts` takes it: whoever may not open the page has no card of it (PER-1). */
  readonly needs: ContactNeed;
  /** null: nothing to say, no card. */
  load(contact: ContactActor): Promise<CardShown | null>;
}

/** What the first page of the customers area shows; each module adds its card when it starts (ui.md, 19). */
@Injectable()
export class AreaCards {
  private cards: readonly AreaCard[] = [];

  add(card: AreaCard): void {
    this.cards = [...this.cards, card].sort((one, other) => one.order - other.order);
  }

  /** What `contact` may see at the current customer. */
  async for(contact: ContactActor): Promise<(CardShown & { key: string })[]> {
    const open = this.cards.filter((card) => admits(card, contact));
    const shown = await Promise.all(open.map(async (card) => ({ key: card.key, card: await card.load(contact) })));
    return shown.flatMap(({ key, card }) => (card ? [{ key, ...card }] : []));
  }
}
