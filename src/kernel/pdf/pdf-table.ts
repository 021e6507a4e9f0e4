import { setImmediate as breathe } from 'node:timers/promises';
import PDFDocument from 'pdfkit';
import { PdfText, type Direction, type TextStyle } from './pdf-text';

/** A list on paper: A4, its heading on each page, pages numbered. */
export interface PdfTable {
  readonly title: string;
  readonly lead: string;
  readonly columns: readonly { readonly label: string; /** Part of the width; of all columns together it is 1. */ readonly share: number }[];
  readonly rows: readonly (readonly string[])[];
  /** BCP 47. */
  readonly language: string;
  readonly direction: Direction;
  /** The foot of a page. */
  readonly foot: (page: number, pages: number) => string;
  /** When it is made. */
  readonly at: Date;
}

const MARGIN = 42;
const FOOT = 30;
const GAP = 8;
const LINE = 1.36;
const TITLE: TextStyle = { size: 16, weight: 700 };
const LEAD: TextStyle = { size: 9, weight: 400 };
const HEAD: TextStyle = { size: 8.5, weight: 700 };
const CELL: TextStyle = { size: 9, weight: 400 };
const GREY = '#5b6472';
const INK = '#1c2430';
const RULE = '#d5d9e0';
/** Rows after which others get their turn. */
const AT_ONCE = 50;

/** Makes the document. Names of any script that the fonts have are written in their direction. */
export async function tablePdf(table: PdfTable): Promise<Buffer> {
  const doc = new PDFDocument({ size: 'A4', margin: MARGIN, bufferPages: true, lang: table.language, info: { Title: table.title, CreationDate: table.at, Producer: 'Clientele', Creator: 'Clientele' } });
  const chunks: Buffer[] = [];
  const done = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks))).on('error', reject);
  });
  const page = new TablePage(doc, table);
  page.begin();
  for (const [at, row] of table.rows.entries()) {
    page.row(row);
    if (at % AT_ONCE === AT_ONCE - 1) await breathe();
  }
  page.end();
  doc.end();
  return done;
}

class TablePage {
  private readonly text: PdfText;
  private readonly width: number;
  private readonly bottom: number;
  private y = MARGIN;

  constructor(
    private readonly doc: InstanceType<typeof PDFDocument>,
    private readonly table: PdfTable,
  ) {
    this.text = new PdfText(doc, table.direction);
    this.width = doc.page.width - 2 * MARGIN;
    this.bottom = doc.page.height - MARGIN - FOOT;
  }

  begin(): void {
    this.doc.fillColor(INK);
    this.text.write(this.table.title, this.edge(0), this.y, TITLE);
    this.y += TITLE.size * LINE;
    this.doc.fillColor(GREY);
    this.text.write(this.table.lead, this.edge(0), this.y, LEAD);
    this.y += LEAD.size * LINE + GAP * 1.5;
    this.head();
  }

  row(cells: readonly string[]): void {
    const lines = cells.map((cell, at) => this.text.lines(cell, this.table.columns[at].share * this.width - GAP, CELL));
    const height = Math.max(...lines.map(({ length }) => length)) * CELL.size * LINE + GAP;
    if (this.y + height > this.bottom) {
      this.doc.addPage();
      this.y = MARGIN;
      this.head();
    }
    this.doc.fillColor(INK);
    lines.forEach((all, at) => all.forEach((line, nth) => this.text.write(line, this.edge(this.before(at)), this.y + GAP / 2 + nth * CELL.size * LINE, CELL)));
    this.y += height;
    this.rule();
  }

  /** Numbers the pages, when it is known how many there are. */
  end(): void {
    const { start, count } = this.doc.bufferedPageRange();
    for (let nth = 0; nth < count; nth += 1) {
      this.doc.switchToPage(start + nth);
      // What stands in the margin must not begin a page of its own.
      this.doc.page.margins.bottom = 0;
      this.doc.fillColor(GREY);
      this.text.write(this.table.foot(nth + 1, count), this.edge(0), this.doc.page.height - MARGIN - LEAD.size, LEAD);
    }
  }

  private head(): void {
    this.doc.fillColor(GREY);
    this.table.columns.forEach(({ label }, at) => this.text.write(label, this.edge(this.before(at)), this.y, HEAD));
    this.y += HEAD.size * LINE + GAP / 2;
    this.rule();
  }

  private rule(): void {
    this.doc.moveTo(MARGIN, this.y).lineTo(MARGIN + this.width, this.y).lineWidth(0.5).strokeColor(RULE).stroke();
  }

  /** Where the columns before that one end, as a part of the width. */
  private before(column: number): number {
    return this.table.columns.slice(0, column).reduce((sum, { share }) => sum + share, 0);
  }

  /** The edge at which reading begins. */
  private edge(part: number): number {
    return this.table.direction === 'rtl' ? MARGIN + this.width * (1 - part) : MARGIN + this.width * part;
  }
}
