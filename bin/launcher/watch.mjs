import { watch } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = ['src', 'migrations', 'views', 'public', 'bin'];
const QUIET_TIME = 150;

/** Calls `changed` when a source was saved, once for a burst of them. @returns stops watching */
export function watchSources(root, changed) {
  let timer = null;
  const watchers = FOLDERS.map((folder) => watch(join(root, folder), { recursive: true }, (_, name) => {
    if (folder === 'public' && String(name).startsWith('assets')) return;
    clearTimeout(timer);
    timer = setTimeout(changed, QUIET_TIME);
  }));
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
