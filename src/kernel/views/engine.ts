import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import Handlebars from 'handlebars';
import type { Assets } from './assets';
import type { Frame } from './frame';
import { HELPERS } from './helpers';
import { KeptParts } from './kept-parts';
import { parseTemplate, type TemplateFile } from './template-rules';

export interface ViewOptions {
  /** Folder of the templates. */
  readonly folder: string;
  readonly assets: Assets;
  /** Development: a template changed on disk is compiled again. */
  readonly watch?: boolean;
}

interface Compiled { readonly template: Handlebars.TemplateDelegate; readonly changed: number }

const COMPILE = {
  strict: true, knownHelpersOnly: true, preventIndent: true,
  knownHelpers: Object.fromEntries(Object.keys(HELPERS).map((name) => [name, true])),
};
/** Letters that are no HTML; their words are not escaped for it. */
const PLAIN = /^mail\/.*\.(subject|text)$/;
const RUN = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false };

/**
 * Handlebars over views/: a template is named by its path without the ending, those in partials/ by the path below it
 * ("layouts/admin", "field"). Strict: a field the model lacks is an error, and so is an unknown helper or part.
 * Templates are compiled when first used and kept.
 */
export class ViewEngine {
  private readonly handlebars = Handlebars.create();
  private readonly compiled = new Map<string, Compiled>();
  private readonly files: ReadonlyMap<string, TemplateFile>;
  private readonly kept: KeptParts;

  constructor(private readonly options: ViewOptions) {
    this.files = templateFiles(options.folder);
    this.handlebars.registerHelper(HELPERS as unknown as Handlebars.HelperDeclareSpec);
    const partials: Record<string, unknown> = {};
    for (const name of this.files.keys()) {
      Object.defineProperty(partials, name, { enumerable: true, get: () => this.template(name) });
    }
    Object.assign(this.handlebars, { partials });
    this.kept = new KeptParts((part, context, frame) => this.write(part, context, frame), !options.watch);
  }

  /** HTML of `view` for `model`; `frame` is reachable as `@frame`. Throws on anything the template asks for and the model lacks. */
  render(view: string, model: object, frame: Frame): string {
    return this.write(view, model, frame);
  }

  /** Names of all templates. */
  names(): readonly string[] {
    return [...this.files.keys()];
  }

  /** Compiles every template at once, so that a mistake in one shows at the start and not on somebody's page. */
  compileAll(): void {
    for (const [name, { file }] of this.files) this.handlebars.precompile(parseTemplate(name, readFileSync(file, 'utf8'), this.files), COMPILE);
  }

  private write(name: string, model: unknown, frame: Frame): string {
    return this.template(name)(model, { ...RUN, data: { frame, assets: this.options.assets, kept: this.kept } });
  }

  private template(name: string): Handlebars.TemplateDelegate {
    const known = this.compiled.get(name);
    if (known && !this.options.watch) return known.template;
    const file = this.files.get(name)?.file;
    if (!file) throw new Error(`There is no template ${name}`);
    const changed = this.options.watch ? statSync(file).mtimeMs : 0;
    if (known && known.changed === changed) return known.template;
    const template = this.handlebars.compile(parseTemplate(name, readFileSync(file, 'utf8'), this.files), { ...COMPILE, noEscape: PLAIN.test(name) });
    this.compiled.set(name, { template, changed });
    return template;
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
