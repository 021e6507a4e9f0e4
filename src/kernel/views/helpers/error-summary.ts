import { fieldId } from '../field-id';
import { formOf, frameOf, textArgument, type HelperOptions } from '../helper-arguments';

/**
 * `{{> error-summary (errorSummary "groups.fields")}}`: each error of the form as a link to its field. The argument is the
 * branch of the language files in which the labels stand by field name; an error of the whole form (`_`) has no label.
 */
export function errorSummary(labels: unknown, options: HelperOptions): { items: readonly { href: string; text: string }[] } {
  const branch = textArgument('errorSummary', labels);
  const { texts, language } = frameOf(options);
  return {
    items: Object.entries(formOf(options).errors ?? {}).map(([name, problem]) => {
      const message = texts.message(language.code, problem);
      if (name === '_') return { href: problem.href ?? '', text: message };
      return {
        href: problem.href ?? `#${fieldId(name)}`,
        text: texts.t(language.code, 'common.form.problem', { field: texts.t(language.code, `${branch}.${name}`), problem: message }),
      };
    }),
  };
}
