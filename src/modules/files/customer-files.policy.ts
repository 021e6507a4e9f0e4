import type { ContactActor } from '../../kernel/access/contact-actor';
import type { SqlPart } from '../customers/customer.policy';
import type { CustomerFile } from './customer-file';

/** What the settings say about files in the customers area (ARE-5a). */
export interface FileSettings {
  /** Contacts see what is shared with anybody of the customer, not only with them. */
  readonly areaSeeAllFiles: boolean;
  /** Contacts delete files they uploaded. */
  readonly areaDeleteFiles: boolean;
}

/** Which files `contact` may see, as a condition on `customer_files f`: of the current customer, out of the trash, shared with it. */
export function filesShownTo(contact: ContactActor, { areaSeeAllFiles }: FileSettings): SqlPart {
  const { id, linkId } = contact.current;
  const live = 'f.customer_id = ? AND f.deleted_at IS NULL';
  if (areaSeeAllFiles) return { sql: `${live} AND f.shared <> 'staff'`, params: [id] };
  return {
    sql: `${live} AND (f.shared = 'customer' OR (f.shared = 'contacts'
      AND EXISTS (SELECT 1 FROM customer_file_contacts k WHERE k.customer_file_id = f.id AND k.link_id = ?)))`,
    params: [id, linkId],
  };
}

/** Whether `contact`, who sees the file, may delete it: its own upload, if the settings let contacts delete theirs. */
export function mayDeleteOwn(contact: ContactActor, file: Pick<CustomerFile, 'uploadedByKind' | 'uploadedById'>, { areaDeleteFiles }: FileSettings): boolean {
  return areaDeleteFiles && contact.impersonator === null && file.uploadedByKind === 'contact' && file.uploadedById === contact.id;
}
