/** Several names in one cell, as groups and products are exported; separators inside a name are escaped. */
export function joinNames(names: readonly string[]): string {
  return names.map((name) => name.replace(/[\\;|]/g, '\\$&')).join('; ');
}

/** The names of a cell, separated by ";" or "|", each once; `splitNames(joinNames(x))` is x for trimmed names. */
export function splitNames(cell: string): string[] {
  const names: string[] = [];
  let name = '';
  const end = (): void => {
    const trimmed = name.trim();
    if (trimmed !== '' && !names.includes(trimmed)) names.push(trimmed);
    name = '';
  };
  for (let i = 0; i < cell.length; i++) {
    const c = cell[i] as string;
    if (c === '\\' && i + 1 < cell.length && '\\;|'.includes(cell[i + 1] as string)) name += cell[++i];
    else if (c === ';' || c === '|') end();
    else name += c;
  }
  end();
  return names;
}
