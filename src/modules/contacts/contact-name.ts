/** "First Last" of a person. */
export function contactName(person: { firstName: string | null; lastName: string | null }): string {
  return [person.firstName, person.lastName].filter(Boolean).join(' ');
}

/** "Last First" of a person, by which lists are sorted; kept in `contacts.sort_name` by whoever writes a name. */
export function contactSortName(person: { firstName: string | null; lastName: string | null }): string {
  return [person.lastName, person.firstName].filter(Boolean).join(' ');
}
