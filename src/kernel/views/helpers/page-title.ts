import { frameOf, textArgument, type HelperOptions } from '../helper-arguments';
import type { FormShown } from '../form';

/** `<title>{{pageTitle title}}</title>`: "Error:" first when the form of the page has errors (ui.md, 6), the name of the program last. */
export function pageTitle(title: unknown, options: HelperOptions): string {
  const { texts, appName, language } = frameOf(options);
  const { form } = (options.data as { root: { form?: FormShown } }).root ?? {};
  const failed = Object.keys(form?.errors ?? {}).length > 0;
  return texts.t(language.code, failed ? 'common.titleWithError' : 'common.title', { title: textArgument('pageTitle', title), app: appName });
}
