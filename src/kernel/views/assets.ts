import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Addresses of the built files in public/assets. Their names carry a hash of the content, so they may be kept for ever.
 * With `reload` (development) the list is read again at each question.
 */
export class Assets {
  private names: Readonly<Record<string, string>>;

  constructor(private readonly folder: string, private readonly reload = false) {
    this.names = this.read();
  }

  /** "/assets/app-1f2e3d4c.css" for "app.css"; throws for what the build does not make. */
  url(name: string): string {
    if (this.reload) this.names = this.read();
    const built = this.names[name];
    if (!built) throw new Error(`There is no asset ${name}`);
    return `/assets/${built}`;
  }

  /** Built file names by source name. */
  all(): Readonly<Record<string, string>> {
    return this.names;
  }

  private read(): Readonly<Record<string, string>> {
    const manifest = join(this.folder, 'manifest.json');
    if (!existsSync(manifest)) throw new Error(`${manifest} is missing: run node bin/build-assets.mjs`);
    return JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, string>;
  }
}
