/** Contrast that WCAG 2.2 asks of texts (1.4.3). */
const READABLE = 4.5;
/** The same of buttons against their ground (1.4.11). */
const VISIBLE = 3;
const STEP = 0.02;
const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
/** The grounds on which texts in the accent colour stand (public/app.css): the lightest and the darkest ones. */
const LIGHT_GROUND: Rgb = [245, 246, 248];
const DARK_GROUND: Rgb = [29, 34, 42];

type Rgb = readonly [red: number, green: number, blue: number];

/** One role of the accent in both colour schemes. */
export interface BrandPair {
  readonly light: string;
  readonly dark: string;
}

/** Fill, fill under the pointer, soft ground, and text: all that `public/app.css` makes of the accent. */
export interface BrandColours {
  readonly accent: BrandPair;
  readonly hover: BrandPair;
  readonly soft: BrandPair;
  readonly text: BrandPair;
}

/**
 * The company's colour made readable, whatever was chosen: darkened until white on it has a contrast of 4.5, and its texts
 * moved away from their ground until they have.
 * @param color `#rrggbb`
 */
export function brandColours(color: string): BrandColours {
  const chosen = parse(color);
  const accent = until(chosen, BLACK, (one) => contrast(one, WHITE) >= READABLE);
  const lightSoft = mix(WHITE, accent, 0.08);
  const darkAccent = until(accent, WHITE, (one) => contrast(one, DARK_GROUND) >= VISIBLE);
  const darkSoft = mix(DARK_GROUND, accent, 0.25);
  const lightText = until(accent, BLACK, (one) => Math.min(contrast(one, LIGHT_GROUND), contrast(one, lightSoft)) >= READABLE);
  const darkText = until(mix(accent, WHITE, 0.4), WHITE, (one) => Math.min(contrast(one, DARK_GROUND), contrast(one, darkSoft)) >= READABLE);
  const darkHover = until(mix(darkAccent, WHITE, 0.08), BLACK, (one) => contrast(one, WHITE) >= READABLE);
  return {
    accent: pair(accent, darkAccent), hover: pair(mix(accent, BLACK, 0.14), darkHover), soft: pair(lightSoft, darkSoft), text: pair(lightText, darkText),
  };
}

/** The stylesheet that puts the company's colours in place of the product's. */
export function brandCss(color: string): string {
  const { accent, hover, soft, text } = brandColours(color);
  const token = (name: string, { light, dark }: BrandPair): string => `--c-${name}:light-dark(${light},${dark})`;
  return `:root{${[token('accent', accent), token('accent-hover', hover), token('accent-soft', soft), token('accent-text', text), '--tblr-link-hover-color:var(--c-accent-text)'].join(';')}}\n`;
}

/** Contrast of two colours as WCAG 2.2 defines it, from 1 to 21. */
export function contrastOf(one: string, other: string): number {
  return contrast(parse(one), parse(other));
}

function until(from: Rgb, towards: Rgb, enough: (color: Rgb) => boolean): Rgb {
  for (let part = 0; part < 1; part += STEP) {
    const color = parse(hex(mix(from, towards, part)));
    if (enough(color)) return color;
  }
  return towards;
}

function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mix([r, g, b]: Rgb, [r2, g2, b2]: Rgb, part: number): Rgb {
  return [r + (r2 - r) * part, g + (g2 - g) * part, b + (b2 - b) * part];
}

function pair(light: Rgb, dark: Rgb): BrandPair {
  return { light: hex(light), dark: hex(dark) };
}

function parse(color: string): Rgb {
  const value = Number.parseInt(color.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function hex(color: Rgb): string {
  return `#${color.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}
