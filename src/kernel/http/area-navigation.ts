import { Injectable } from '@nestjs/common';
import { admits } from '../access/access.guard';
import type { ContactActor } from '../access/contact-actor';
import type { ContactNeed } from '../access/allow';
import type { MenuItem } from '../views/frame';

export interface AreaEntry {
  readonly key: string;
  /** Key of the language files. */
  readonly label: string;
  readonly href: string;
  readonly icon?: string;
  /** As `AllowContacts` takes it: the entry stands in the menu exactly where the page may be opened (PER-1). */
  readonly needs: ContactNeed;
  /** Place within the menu; lower stands first. */
  readonly order: number;
  /** Whether a setting leaves the page open at all; left out: always. */
  readonly shown?: () => boolean;
}

export type AreaPlace = 'main' | 'account';

/** The customers area's menu: each module adds its own entries when it starts. */
@Injectable()
export class AreaNavigation {
  private readonly entries = new Map<AreaPlace, AreaEntry[]>();

  add(place: AreaPlace, ...entries: AreaEntry[]): void {
    this.entries.set(place, [...(this.entries.get(place) ?? []), ...entries].sort((a, b) => a.order - b.order));
  }

  /** What `contact` may open at the current customer. */
  for(contact: ContactActor, place: AreaPlace): MenuItem[] {
    const open = (this.entries.get(place) ?? []).filter((entry) => admits(entry, contact) && (entry.shown?.() ?? true));
    return open.map(({ key, label, href, icon }) => ({ key, label, href, ...(icon && { icon }) }));
  }
}
