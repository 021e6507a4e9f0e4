/** The id of the field with this name: letters, figures and hyphens, so that it also serves in a fragment. */
export function fieldId(name: string): string {
  return name.replace(/[^A-Za-z0-9_]+/g, '-').replace(/^-+|-+$/g, '') || 'field';
}
