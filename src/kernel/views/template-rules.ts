import Handlebars from 'handlebars';
import { HELPERS } from './helpers';

type Program = hbs.AST.Program;
type Templates = ReadonlyMap<string, TemplateFile>;

export interface TemplateFile {
  readonly file: string;
  /** Lies in views/partials. */
  readonly shared: boolean;
}

/** Helpers that mean something without arguments. */
const ALONE: ReadonlySet<string> = new Set(['dash', 'here']);

/**
 * Syntax tree of a template, held to the rules of the house that Handlebars does not know:
 * nothing leaves unescaped; a part that is named exists; a field that is called like a helper is written `this.name`;
 * a shared part sees only what it is handed (a block part sees the page around it too, for the sake of its content).
 */
export function parseTemplate(name: string, source: string, parts: Templates): Program {
  const tree = Handlebars.parse(source);
  new Rules(name, parts).accept(tree);
  return tree;
}

class Rules extends Handlebars.Visitor {
  constructor(private readonly name: string, private readonly parts: Templates) {
    super();
  }

  override MustacheStatement(statement: hbs.AST.MustacheStatement): void {
    if (!statement.escaped) this.refuse(statement, 'leaves a value unescaped');
    const { original } = statement.path as hbs.AST.PathExpression;
    if (original in HELPERS && statement.params.length === 0 && !statement.hash && !ALONE.has(original)) {
      this.refuse(statement, `uses the helper ${original} without arguments; for the field write {{this.${original}}}`);
    }
    if (original === 'kept') this.keptPart(statement);
    super.MustacheStatement(statement);
  }

  override PartialStatement(statement: hbs.AST.PartialStatement): void {
    const part = this.partName(statement);
    if (statement.params.length === 0 && this.parts.get(part)?.shared) {
      statement.params.push({ type: 'UndefinedLiteral', value: undefined, original: undefined, loc: statement.loc } as unknown as hbs.AST.Expression);
    }
    super.PartialStatement(statement);
  }

  override PartialBlockStatement(statement: hbs.AST.PartialBlockStatement): void {
    this.partName(statement);
    super.PartialBlockStatement(statement);
  }

  private keptPart(statement: hbs.AST.MustacheStatement): void {
    const name = statement.params[0] as hbs.AST.StringLiteral | undefined;
    if (name?.type !== 'StringLiteral' || !this.parts.has(name.value)) this.refuse(statement, 'keeps a part that does not exist');
  }

  private partName(statement: hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement): string {
    const part = (statement.name as hbs.AST.PathExpression).original;
    if (part === undefined || statement.name.type === 'SubExpression') this.refuse(statement, 'names a part by a value');
    if (!part.startsWith('@') && !this.parts.has(part)) this.refuse(statement, `names the part ${part}, which does not exist`);
    return part;
  }

  private refuse(node: hbs.AST.Node, what: string): never {
    throw new Error(`${this.name}.hbs, line ${node.loc.start.line}: ${what}`);
  }
}
