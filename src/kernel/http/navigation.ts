import { Injectable } from '@nestjs/common';
import type { StaffActor } from '../access/actor';
import type { Permission } from '../access/permissions';
import type { MenuGroup, MenuItem } from '../views/frame';

export interface MenuEntry {
  readonly key: string;
  /** Key of the language files. */
  readonly label: string;
  readonly href: string;
  readonly icon?: string;
  readonly shortcut?: string;
  /** null: every member of staff; 'administrators': only these. */
  readonly needs: Permission | 'administrators' | null;
  /** Place within its group; lower stands first. */
  readonly order: number;
  readonly children?: readonly MenuEntry[];
}

export type MenuPlace = 'top' | 'sales' | 'work' | 'reports' | 'setup' | 'new' | 'account';

const GROUPS: readonly { key: MenuPlace; label: string | null; folded: boolean }[] = [
  { key: 'top', label: null, folded: false },
  { key: 'sales', label: 'common.menu.sales', folded: false },
  { key: 'work', label: 'common.menu.work', folded: false },
  { key: 'reports', label: 'common.menu.reports', folded: true },
  { key: 'setup', label: 'common.menu.setup', folded: true },
];

/** The staff menu: each module adds its own entries when it starts; what one may not use is absent (ui.md, 4). */
@Injectable()
export class Navigation {
  private readonly entries = new Map<MenuPlace, MenuEntry[]>();
  private searchTarget: { needs: Permission; action: string; label: string } | null = null;

  add(place: MenuPlace, ...entries: MenuEntry[]): void {
    const all = [...(this.entries.get(place) ?? []), ...entries].sort((a, b) => a.order - b.order);
    this.entries.set(place, all);
  }

  /** Where the bar's search field leads. */
  searchAt(target: { needs: Permission; action: string; label: string }): void {
    this.searchTarget = target;
  }

  /** The menus as `actor` may see them. */
  for(actor: StaffActor | null) {
    if (!actor) return { menu: [], newMenu: [], accountMenu: [], search: null };
    const menu: MenuGroup[] = GROUPS.map((group) => ({ ...group, items: this.items(group.key, actor) }));
    const search = this.searchTarget;
    return {
      menu: menu.filter((group) => group.items.length > 0),
      newMenu: this.items('new', actor),
      accountMenu: this.items('account', actor),
      search: search && actor.may(search.needs) ? { action: search.action, label: search.label } : null,
    };
  }

  private items(place: MenuPlace, actor: StaffActor): MenuItem[] {
    return (this.entries.get(place) ?? []).filter((entry) => isOpen(entry, actor)).map((entry) => shown(entry, actor));
  }
}

function shown({ key, label, href, icon, shortcut, children }: MenuEntry, actor: StaffActor): MenuItem {
  const open = children?.filter((child) => isOpen(child, actor)).map((child) => shown(child, actor));
  return { key, label, href, ...(icon && { icon }), ...(shortcut && { shortcut }), ...(open && { children: open }) };
}

function isOpen(entry: MenuEntry, actor: StaffActor): boolean {
  if (entry.needs === null) return true;
  return entry.needs === 'administrators' ? actor.administrator : actor.may(entry.needs);
}
