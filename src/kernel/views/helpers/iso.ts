import { instantArgument } from '../helper-arguments';

/** `<time datetime="{{iso value}}">`: the machine's form of an instant. */
export function iso(value: unknown): string {
  return instantArgument('iso', value).toISOString();
}
