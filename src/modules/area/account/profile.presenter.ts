import { PICTURE_MAX_BYTES } from '../../../kernel/files/pictures';
import type { Texts } from '../../../kernel/i18n/texts';
import type { FormShown } from '../../../kernel/views/form';
import type { Contact } from '../../contacts/contact.entity';
import { AREA_THEMES } from './profile.form';

const MEGABYTE = 1024 * 1024;

export function profileValues({ firstName, lastName, phone, handle, language, theme, version }: Contact): FormShown['values'] {
  return { firstName, lastName, phone, handle, language, theme, version };
}

/** What `views/area/account/profile.hbs` shows. */
export function profilePage(person: Contact, texts: Texts, form: FormShown) {
  return {
    email: person.email ?? '', version: form.values.version ?? person.version, form,
    picture: person.pictureId === null ? null : `/profile/picture/${person.pictureId}`,
    megabytes: PICTURE_MAX_BYTES / MEGABYTE,
    languages: texts.languages().map(({ code, name }) => ({ value: code, label: name })),
    themes: AREA_THEMES.map((theme) => ({ value: theme, label: { key: `staff.themes.${theme}` } })),
  };
}
