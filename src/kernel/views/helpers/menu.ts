import { frameOf, type HelperOptions } from '../helper-arguments';
import type { MenuGroup, MenuItem } from '../frame';

type ShownItem = Omit<MenuItem, 'children'> & { readonly current: boolean; readonly children: readonly ShownItem[] };
type ShownGroup = Omit<MenuGroup, 'items'> & { readonly open: boolean; readonly items: readonly ShownItem[] };

/** `{{#each (menu current)}}`: the side menu with the current entry marked and its group opened. */
export function menu(current: unknown, options: HelperOptions): readonly ShownGroup[] {
  return frameOf(options).menu.map((group) => {
    const items = group.items.map((item) => shown(item, current));
    const open = !group.folded || items.some((item) => item.current || item.children.some((child) => child.current));
    return { ...group, open, items };
  });
}

function shown(item: MenuItem, current: unknown): ShownItem {
  return {
    ...item, icon: item.icon ?? undefined, current: item.key === current,
    children: (item.children ?? []).map((child) => shown(child, current)),
  };
}
