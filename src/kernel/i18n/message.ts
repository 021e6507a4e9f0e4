/** A sentence that is not written yet: the key of a text and what goes into it. `Texts.t` turns it into words. */
export interface Message {
  readonly key: string;
  readonly params?: Readonly<Record<string, string | number>>;
  /** Where the reader can put it right, when that is elsewhere. A local address. */
  readonly href?: string;
}
