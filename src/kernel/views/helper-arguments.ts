import type Handlebars from 'handlebars';
import type { Assets } from './assets';
import type { Frame } from './frame';
import type { FormShown } from './form';
import type { KeptParts } from './kept-parts';

export type HelperOptions = Handlebars.HelperOptions;

/** The frame of the page being rendered. */
export function frameOf(options: HelperOptions): Frame {
  const frame = (options.data as { frame?: Frame } | undefined)?.frame;
  if (!frame) throw new Error('A template was rendered without a frame');
  return frame;
}

export function assetsOf(options: HelperOptions): Assets {
  return (options.data as { assets: Assets }).assets;
}

export function keptOf(options: HelperOptions): KeptParts {
  return (options.data as { kept: KeptParts }).kept;
}

/** The form of the page: `form` of the model, or what the helper was handed as `form=`. */
export function formOf(options: HelperOptions): FormShown {
  const { root } = options.data as { root?: { form?: FormShown } };
  const form = (options.hash as { form?: FormShown }).form ?? root?.form;
  if (!form || typeof form.values !== 'object') throw new Error('The model of this page has no `form`');
  return form;
}

export function textArgument(helper: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw new Error(`{{${helper}}} wants a text, got ${value === null ? 'null' : typeof value}`);
}

/** An instant from a Date, or from the ISO text of one. */
export function instantArgument(helper: string, value: unknown): Date {
  const instant = value instanceof Date ? value : typeof value === 'string' ? new Date(value) : null;
  if (instant && !Number.isNaN(instant.getTime())) return instant;
  throw new Error(`{{${helper}}} wants a date, got ${String(value)}`);
}

/** A number, or the text of one as the database gives it. */
export function numberArgument(helper: string, value: unknown): string | number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) return value;
  throw new Error(`{{${helper}}} wants a number, got ${String(value)}`);
}
