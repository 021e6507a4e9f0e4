import { assetsOf, textArgument, type HelperOptions } from '../helper-arguments';

/** `{{asset "app.css"}}`: address of a built file, with the hash of its content in the name. */
export function asset(name: unknown, options: HelperOptions): string {
  return assetsOf(options).url(textArgument('asset', name));
}
