/**
 * One index is five tables with a common prefix; the kernel does not know what their subjects are.
 * `texts` the document of each subject · `words` its words · `suffixes` the places inside each word ·
 * `codes` all with digits in it, and whole numbers and addresses · `pending` subjects to be indexed by the catching-up job.
 */
export interface SearchTables {
  texts: string;
  words: string;
  suffixes: string;
  codes: string;
  pending: string;
}

/** @param name e.g. `customer_search`; a constant of the module, never typed text */
export function searchTables(name: string): SearchTables {
  if (!/^[a-z_]{1,40}$/.test(name)) throw new Error(`Not a name for a search index: ${name}`);
  return { texts: `${name}_texts`, words: `${name}_words`, suffixes: `${name}_suffixes`, codes: `${name}_codes`, pending: `${name}_pending` };
}
