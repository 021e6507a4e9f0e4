import { languageName } from '../../kernel/reference/languages';
import type { KindWords } from '../activity/activity.words';

/** Changes of a contact in words. */
export const contactWords: KindWords = {
  icon: 'id-badge-2',
  fields: 'contacts.fields',
  value: (field, value, language) => {
    if (typeof value !== 'string') return null;
    if (field === 'kind') return { key: `contacts.kinds.${value}` };
    if (field === 'pictureId') return { key: 'activity.picture' };
    return field === 'language' ? languageName(value, language) : null;
  },
};
