import { Body, Controller, Get, Post } from '@nestjs/common';
import { AllowContacts, CurrentContact } from '../../../kernel/access/allow';
import type { ContactActor } from '../../../kernel/access/contact-actor';
import { PICTURE_MAX_BYTES } from '../../../kernel/files/pictures';
import { readForm, type FieldErrors, type FormResult } from '../../../kernel/forms/read-form';
import { submitForm } from '../../../kernel/forms/submit';
import { AreaNavigation } from '../../../kernel/http/area-navigation';
import { ChangedMeanwhile } from '../../../kernel/http/errors';
import { IdParam } from '../../../kernel/http/id-param';
import { CurrentPost, type Post as Sending } from '../../../kernel/http/post';
import { page, picture, redirectTo, refused, type Reply } from '../../../kernel/http/reply';
import { TakesUpload } from '../../../kernel/http/upload';
import { Upload, type UploadedFile } from '../../../kernel/http/upload.interceptor';
import { Texts } from '../../../kernel/i18n/texts';
import { AreaProfileForm } from './profile.form';
import { OwnProfile } from './own-profile.service';
import { profilePage, profileValues } from './profile.presenter';

/** The contact's own name, phone, picture, language and look (ARE-1, CON-2). */
@Controller('profile')
@AllowContacts()
export class AreaProfileController {
  constructor(
    private readonly own: OwnProfile,
    private readonly texts: Texts,
    navigation: AreaNavigation,
  ) {
    navigation.add('account', { key: 'profile', label: 'area.profile.menu', href: '/profile', icon: 'user', needs: null, order: 10 });
    navigation.add('account', { key: 'sessions', label: 'area.sessions.menu', href: '/profile/sessions', icon: 'lock', needs: null, order: 20 });
  }

  @Get()
  async show(@CurrentContact() contact: ContactActor): Promise<Reply> {
    const person = await this.own.read(contact);
    return page('area/account/profile', profilePage(person, this.texts, { values: profileValues(person) }));
  }

  @Post()
  @TakesUpload({ field: 'picture', maxBytes: PICTURE_MAX_BYTES })
  async save(@CurrentContact() contact: ContactActor, @CurrentPost() post: Sending, @Body() body: unknown, @Upload() upload: UploadedFile | null): Promise<Reply> {
    const read = this.checked(readForm(AreaProfileForm, body));
    const person = await this.own.read(contact);
    try {
      const form = await submitForm(read, (value) => this.own.save(contact, post, value, upload));
      if (form.ok) return redirectTo(form.location, { key: 'area.flash.profileSaved' });
      return refused('area/account/profile', profilePage(person, this.texts, { values: form.typed, errors: form.errors }));
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile)) throw error;
      const now = await this.own.read(contact);
      const values = { ...read.typed, version: now.version };
      return page('area/account/profile', profilePage(now, this.texts, { values, errors: { _: { key: 'area.profile.changed' } } }), { status: 409 });
    }
  }

  @Get('picture/:id')
  async picture(@CurrentContact() contact: ContactActor, @IdParam() id: string): Promise<Reply> {
    const { content, mediaType } = await this.own.picture(contact, id);
    return picture(content, mediaType);
  }

  private checked(form: FormResult<AreaProfileForm>): FormResult<AreaProfileForm> {
    if (!form.ok) return form;
    const { firstName, lastName, language } = form.value;
    const errors: FieldErrors = {
      ...(firstName === null && lastName === null && { firstName: { key: 'area.profile.nameMissing' } }),
      ...(language !== null && !this.texts.languages().some(({ code }) => code === language) && { language: { key: 'errors.choice' } }),
    };
    return Object.keys(errors).length === 0 ? form : { ok: false, typed: form.typed, errors };
  }
}
