import type { ContactActor } from '../../kernel/access/contact-actor';
import type { CardShown } from '../../kernel/http/area-cards';
import type { AreaFilesService } from './area-files.service';

const SHOWN = 3;

/** The newest files shared with the contact, on the first page of the customers area. */
export async function filesCard(files: AreaFilesService, contact: ContactActor): Promise<CardShown | null> {
  const newest = await files.list(contact, SHOWN, null);
  if (newest.length === 0) return null;
  return {
    title: 'files.newest',
    more: { label: 'files.all', href: '/files' },
    lines: newest.map(({ id, name, uploadedByName }) => ({ icon: 'paperclip', name, note: uploadedByName, href: `/files/${id}` })),
  };
}
