import Handlebars from 'handlebars';

/**
 * The only place that hands markup past the escaping of templates. What comes in is checked against a narrow pattern
 * or escaped here; nothing a person typed reaches a page raw.
 */
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const CLASSES = /^[a-z0-9 -]*$/;
const icons = new Map<string, Handlebars.SafeString>();
const dashes = new Map<string, Handlebars.SafeString>();

/** A picture of the sprite, invisible to screen readers: a word or a label stands beside it. */
export function iconMarkup(sprite: string, name: string, classes: string): Handlebars.SafeString {
  const key = `${sprite}#${name} ${classes}`;
  const known = icons.get(key);
  if (known) return known;
  if (!NAME.test(name) || !CLASSES.test(classes)) throw new Error(`"${name}" with "${classes}" is no icon`);
  const markup = new Handlebars.SafeString(
    `<svg class="i${classes ? ` ${classes}` : ''}" aria-hidden="true"><use href="${Handlebars.escapeExpression(sprite)}#${name}"/></svg>`);
  icons.set(key, markup);
  return markup;
}

/** What a template of ours has written, escaped where it had to be. */
export function partMarkup(html: string): Handlebars.SafeString {
  return new Handlebars.SafeString(html);
}

/** The grey dash that stands for nothing, with the word for those who hear the page. */
export function dashMarkup(word: string): Handlebars.SafeString {
  let markup = dashes.get(word);
  if (!markup) {
    markup = new Handlebars.SafeString(`<span class="none" aria-hidden="true">–</span><span class="vh">${Handlebars.escapeExpression(word)}</span>`);
    dashes.set(word, markup);
  }
  return markup;
}
