import Handlebars from 'handlebars';
import { HELPERS } from './helpers';

type Node = hbs.AST.Node;
type Expression = hbs.AST.Expression;

/** Where a piece of template stands: the value it shows, and the scopes around it that `../` reaches. */
export interface Scope {
  readonly c: unknown;
  readonly p: Scope | null;
}

/** What is the same in a whole page: what helpers are handed besides their own `key=value`, and the page's own model. */
export interface RenderData {
  readonly data: Readonly<Record<string, unknown>>;
  /** The options of a helper that is given no `key=value`; one for all, since helpers change nothing. */
  readonly bare: { readonly hash: object; readonly data: object };
}

type Block = (context: unknown) => string;
export type Render = (scope: Scope, page: RenderData, block: Block | null) => string;

/** What compiled templates call. */
interface Tools {
  readonly helpers: typeof HELPERS;
  part(name: string): Render;
  get(from: unknown, name: string): unknown;
  must(from: unknown, name: string): unknown;
  show(value: unknown): string;
  truth(value: unknown): boolean;
  keys(list: unknown): readonly (string | number)[];
  shown(value: unknown, context: unknown): unknown;
  extend(context: unknown, hash: object): object;
}

/**
 * Turns the syntax tree of a strict template into a function. The language is Handlebars' own, as far as the house uses
 * it, and a test holds both to the same output; but a part, a block and a helper are plain calls here, which takes a
 * third of the time (docs/decisions/views-compiled-here.md).
 * @param part looks a part up by name, each time it is shown
 * @throws for what this does not know: it shows at the start, when all templates are compiled
 */
export function compileTemplate(name: string, tree: hbs.AST.Program, part: (name: string) => Render, options: { noEscape: boolean }): Render {
  const code = new Code(name).template(tree);
  const tools: Tools = { helpers: HELPERS, part, get, must, show: options.noEscape ? plain : escape, truth, keys, shown, extend };
  // Templates are files of the program; what people type never becomes one.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  return new Function('tools', `${code}\n//# sourceURL=views/${name}.hbs`)(tools) as Render;
}

class Code {
  private count = 0;
  /** Names given by `as |name|`, with the variable each became. */
  private readonly named = new Map<string, string>();

  constructor(private readonly name: string) {}

  template(tree: hbs.AST.Program): string {
    return `"use strict"; const { helpers, part, get, must, show, truth, keys, shown, extend } = tools;
return function render(s0, page, block) { let out = ''; ${this.program(tree, { scope: 's0', loop: null })} return out; };`;
  }

  private program(program: hbs.AST.Program, at: Place): string {
    return program.body.map((statement) => this.statement(statement, at)).join('');
  }

  private statement(node: hbs.AST.Statement, at: Place): string {
    switch (node.type) {
      case 'ContentStatement': {
        const { value } = node as hbs.AST.ContentStatement;
        return value === '' ? '' : `out += ${JSON.stringify(value)};`;
      }
      case 'CommentStatement':
        return '';
      case 'MustacheStatement':
        return `out += show(${this.mustache(node as hbs.AST.MustacheStatement, at)});`;
      case 'BlockStatement':
        return this.block(node as hbs.AST.BlockStatement, at);
      case 'PartialStatement':
      case 'PartialBlockStatement':
        return this.part(node as hbs.AST.PartialStatement, at);
      default:
        return this.refuse(node, `uses ${node.type}, which views do not know`);
    }
  }

  private mustache(node: hbs.AST.MustacheStatement, at: Place): string {
    if (node.path.type !== 'PathExpression') this.refuse(node, 'prints a value without a name');
    const path = node.path as hbs.AST.PathExpression;
    if (isCall(node)) return this.call(path, node.params, node.hash, at);
    return `shown(${this.path(path, at, 'must')}, ${at.scope}.c)`;
  }

  private block(node: hbs.AST.BlockStatement, at: Place): string {
    const { original } = node.path;
    const [param] = node.params;
    if (node.params.length !== 1 || (node.hash?.pairs.length ?? 0) > 0) this.refuse(node, `uses #${original} with other than one value`);
    const value = this.expression(param, at);
    const inverse = node.inverse ? this.program(node.inverse, at) : '';
    switch (original) {
      case 'if':
        return `if (truth(${value})) { ${this.program(node.program, at)} }${inverse && ` else { ${inverse} }`}`;
      case 'unless':
        return `if (!truth(${value})) { ${this.program(node.program, at)} }${inverse && ` else { ${inverse} }`}`;
      case 'with':
        return this.within(node, value, inverse, at);
      case 'each':
        return this.each(node, value, inverse, at);
      default:
        return this.refuse(node, `uses the unknown helper ${original}`);
    }
  }

  private within(node: hbs.AST.BlockStatement, value: string, inverse: string, at: Place): string {
    const [variable, scope] = [this.fresh('v'), this.fresh('s')];
    const inside = this.naming(node.program, [variable], () => this.program(node.program, { ...at, scope }));
    return `{ const ${variable} = ${value}; if (truth(${variable}) || ${variable} === 0) { const ${scope} = { c: ${variable}, p: ${at.scope} }; ${inside} }${inverse && ` else { ${inverse} }`} }`;
  }

  private each(node: hbs.AST.BlockStatement, value: string, inverse: string, at: Place): string {
    const [list, all, index, scope] = [this.fresh('v'), this.fresh('k'), this.fresh('i'), this.fresh('s')];
    const item = `${list}[${all}[${index}]]`;
    const inside = this.naming(node.program, [`${scope}.c`, `${all}[${index}]`], () => this.program(node.program, { scope, loop: { all, index } }));
    const loop = `for (let ${index} = 0; ${index} < ${all}.length; ${index}++) { const ${scope} = { c: ${item}, p: ${at.scope} }; ${inside} }`;
    return `{ const ${list} = ${value}; const ${all} = keys(${list}); ${inverse ? `if (${all}.length === 0) { ${inverse} } else ` : ''}${loop} }`;
  }

  private part(node: hbs.AST.PartialStatement & { program?: hbs.AST.Program }, at: Place): string {
    const { original } = node.name as hbs.AST.PathExpression;
    if (node.params.length > 1) this.refuse(node, `hands ${original} more than one value`);
    const [handed] = node.params;
    const context = handed ? this.expression(handed, at) : `${at.scope}.c`;
    const whole = node.hash && node.hash.pairs.length > 0 ? `extend(${context}, ${this.hash(node.hash, at)})` : context;
    if (original === '@partial-block') return `out += block(${whole});`;
    const content = node.program ? this.content(node.program, at) : 'block';
    return `out += part(${JSON.stringify(original)})({ c: ${whole}, p: null }, page, ${content});`;
  }

  /** What stands between the tags of a part: shown by the part, with its value, and sees the scopes around its own place. */
  private content(program: hbs.AST.Program, at: Place): string {
    const [context, scope] = [this.fresh('c'), this.fresh('s')];
    const inside = this.program(program, { scope, loop: null });
    return `(${context}) => { const ${scope} = ${context} === ${at.scope}.c ? ${at.scope} : { c: ${context}, p: ${at.scope} }; let out = ''; ${inside} return out; }`;
  }

  private expression(node: Expression, at: Place): string {
    if (node.type === 'SubExpression') {
      const { path, params, hash } = node as hbs.AST.SubExpression;
      return this.call(path as hbs.AST.PathExpression, params, hash, at);
    }
    return node.type === 'PathExpression' ? this.path(node as hbs.AST.PathExpression, at, 'get') : this.literal(node);
  }

  private call(path: hbs.AST.PathExpression, params: readonly Expression[], hash: hbs.AST.Hash | undefined, at: Place): string {
    if (!Object.hasOwn(HELPERS, path.original)) this.refuse(path, `uses the unknown helper ${path.original}`);
    const handed = params.map((param) => `${this.expression(param, at)}, `).join('');
    const options = hash && hash.pairs.length > 0 ? `{ hash: ${this.hash(hash, at)}, data: page.data }` : 'page.bare';
    return `helpers.${path.original}(${handed}${options})`;
  }

  private hash({ pairs }: hbs.AST.Hash, at: Place): string {
    return `{ ${pairs.map(({ key, value }) => `${JSON.stringify(key)}: ${this.expression(value, at)}`).join(', ')} }`;
  }

  /** @param last how the last name is looked up: `must` be there, or `get` what there is */
  private path(path: hbs.AST.PathExpression, at: Place, last: 'get' | 'must'): string {
    const names = path.parts.map(String);
    if (path.data) return this.data(path, names, at, last);
    const variable = path.depth === 0 && !isScoped(path) ? this.named.get(names[0]) : undefined;
    const from = variable ?? `${at.scope}${'.p'.repeat(path.depth)}.c`;
    return look(from, variable ? names.slice(1) : names, last);
  }

  private data(path: hbs.AST.PathExpression, names: readonly string[], at: Place, last: 'get' | 'must'): string {
    const [first, ...rest] = names;
    if (first === 'root' || first === 'frame') return look(`page.data.${first}`, rest, last);
    if (!at.loop) return this.refuse(path, `uses ${path.original} outside #each`);
    const { all, index } = at.loop;
    const values: Record<string, string> = { index, key: `${all}[${index}]`, first: `(${index} === 0)`, last: `(${index} === ${all}.length - 1)` };
    if (rest.length > 0 || path.depth > 0 || !Object.hasOwn(values, first)) this.refuse(path, `uses ${path.original}, which views do not know`);
    return values[first];
  }

  private literal(node: Node): string {
    if (node.type === 'UndefinedLiteral') return 'undefined';
    if (node.type === 'NullLiteral') return 'null';
    if (/^(String|Number|Boolean)Literal$/.test(node.type)) return JSON.stringify((node as hbs.AST.StringLiteral).value);
    return this.refuse(node, `uses ${node.type}, which views do not know`);
  }

  private naming(program: hbs.AST.Program, values: readonly string[], inside: () => string): string {
    const names = program.blockParams ?? [];
    const before = names.map((name) => [name, this.named.get(name)] as const);
    names.forEach((name, place) => this.named.set(name, values[place] ?? 'undefined'));
    const code = inside();
    for (const [name, value] of before) {
      if (value === undefined) this.named.delete(name);
      else this.named.set(name, value);
    }
    return code;
  }

  private fresh(letter: string): string {
    this.count += 1;
    return `${letter}${this.count}`;
  }

  private refuse(node: Node, what: string): never {
    throw new Error(`${this.name}.hbs, line ${node.loc.start.line}: ${what}`);
  }
}

interface Place {
  /** The variable of the scope. */
  readonly scope: string;
  /** The variables of the nearest `#each` of this template. */
  readonly loop: { readonly all: string; readonly index: string } | null;
}

function isScoped(path: hbs.AST.PathExpression): boolean {
  return /^\.|this\b/.test(path.original);
}

function isCall({ path, params, hash }: hbs.AST.MustacheStatement): boolean {
  if (params.length > 0 || (hash?.pairs.length ?? 0) > 0) return true;
  const { parts, depth, data, original } = path as hbs.AST.PathExpression;
  return parts.length === 1 && depth === 0 && !data && !isScoped(path as hbs.AST.PathExpression) && Object.hasOwn(HELPERS, original);
}

function look(from: string, names: readonly string[], last: 'get' | 'must'): string {
  return names.reduce((inner, name, place) => `${place === names.length - 1 ? last : 'get'}(${inner}, ${JSON.stringify(name)})`, from);
}

/** A field of its own; what an object merely inherits is not there. */
function get(from: unknown, name: string): unknown {
  if (from === null || from === undefined) throw new Error(`"${name}" asked of ${String(from)}`);
  const value = (from as Record<string, unknown>)[name];
  return value === undefined || value === null || Object.hasOwn(from, name) ? value : undefined;
}

function must(from: unknown, name: string): unknown {
  const value = from === null || from === undefined ? undefined : get(from, name);
  if (value === undefined && (typeof from !== 'object' || from === null || !(name in from))) throw new Error(`"${name}" not defined in ${String(from)}`);
  return value;
}

function shown(value: unknown, context: unknown): unknown {
  return typeof value === 'function' ? (value as () => unknown).call(context) : value;
}

const UNSAFE = /[&<>"'`=]/;

function escape(value: unknown): string {
  if (typeof value === 'string') return UNSAFE.test(value) ? Handlebars.escapeExpression(value) : value;
  return Handlebars.escapeExpression(value as string);
}

/** For letters in plain text. */
function plain(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}

function truth(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function keys(list: unknown): readonly (string | number)[] {
  if (Array.isArray(list)) return places(list.length);
  return typeof list === 'object' && list !== null ? Object.keys(list) : [];
}

const PLACES: number[][] = [];

/** 0 to `length` - 1; kept, since lists are short and many. */
function places(length: number): readonly number[] {
  if (length > 100) return Array.from({ length }, (_, place) => place);
  return (PLACES[length] ??= Array.from({ length }, (_, place) => place));
}

function extend(context: unknown, hash: object): object {
  return typeof context === 'object' && context !== null ? { ...context, ...hash } : hash;
}
