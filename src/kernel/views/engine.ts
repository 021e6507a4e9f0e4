import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Assets } from './assets';
import { compileTemplate, type Render } from './compiler';
import type { Frame } from './frame';
import { parseTemplate, type TemplateFile } from './template-rules';

export interface ViewOptions {
  /** Folder of the templates. */
  readonly folder: string;
  readonly assets: Assets;
  /** Development: a template changed on disk is compiled again. */
  readonly watch?: boolean;
}

interface Compiled { readonly template: Render; readonly changed: number }

/** Letters that are no HTML; their words are not escaped for it. */
const PLAIN = /^mail\/.*\.(subject|text)$/;
const NOTHING = {};

/**
 * Handlebars over views/: a template is named by its path without the ending, those in partials/ by the path below it
 * ("layouts/admin", "field"). Strict: a field the model lacks is an error, and so is an unknown helper or part.
 * Templates are compiled when first used and kept.
 */
export class ViewEngine {
  private readonly compiled = new Map<string, Compiled>();
  private readonly files: ReadonlyMap<string, TemplateFile>;

  constructor(private readonly options: ViewOptions) {
    this.files = templateFiles(options.folder);
  }

  /** HTML of `view` for `model`; `frame` is reachable as `@frame`. Throws on anything the template asks for and the model lacks. */
  render(view: string, model: object, frame: Frame): string {
    const data = { frame, assets: this.options.assets, root: model };
    return this.template(view)({ c: model, p: null }, { data, bare: { hash: NOTHING, data } }, null);
  }

  /** Names of all templates. */
  names(): readonly string[] {
    return [...this.files.keys()];
  }

  /** Compiles every template at once, so that a mistake in one shows at the start and not on somebody's page. */
  compileAll(): void {
    for (const [name, { file }] of this.files) this.compile(name, file);
  }

  private template(name: string): Render {
    const known = this.compiled.get(name);
    if (known && !this.options.watch) return known.template;
    const file = this.files.get(name)?.file;
    if (!file) throw new Error(`There is no template ${name}`);
    const changed = this.options.watch ? statSync(file).mtimeMs : 0;
    if (known && known.changed === changed) return known.template;
    const template = this.compile(name, file);
    this.compiled.set(name, { template, changed });
    return template;
  }

  private compile(name: string, file: string): Render {
    return compileTemplate(name, parseTemplate(name, readFileSync(file, 'utf8'), this.files), (part) => this.template(part), { noEscape: PLAIN.test(name) });
  }
}

function templateFiles(folder: string): ReadonlyMap<string, TemplateFile> {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.hbs'))
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.sort().map((file) => {
    const path = relative(folder, file).split(sep).join('/').replace(/\.hbs$/, '');
    return [path.replace(/^partials\//, ''), { file, shared: path.startsWith('partials/') }];
  }));
}
