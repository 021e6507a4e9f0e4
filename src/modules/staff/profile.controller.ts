import { Body, Controller, Get, Post } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { AllowSignedIn, CurrentActor } from '../../kernel/access/allow';
import { readForm, type FieldErrors } from '../../kernel/forms/read-form';
import { Navigation } from '../../kernel/http/navigation';
import { CurrentPost, type Post as FormPost } from '../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import { Texts } from '../../kernel/i18n/texts';
import { isTimeZone, timeZones } from '../../kernel/reference/time-zones';
import { DENSITIES, ProfileForm, THEMES } from './profile.form';
import { ProfileService } from './profile.service';

/** One's own name, language, zone and look. */
@Controller('admin/profile')
export class ProfileController {
  constructor(
    private readonly profile: ProfileService,
    private readonly texts: Texts,
    navigation: Navigation,
  ) {
    navigation.add(
      'account',
      { key: 'profile', label: 'staff.profile.menu', href: '/admin/profile', icon: 'user', needs: null, order: 0 },
      { key: 'sessions', label: 'staff.sessions.menu', href: '/admin/profile/sessions', icon: 'lock', needs: null, order: 10 },
    );
  }

  @Get()
  @AllowSignedIn()
  async show(@CurrentActor() actor: StaffActor): Promise<Reply> {
    const { name, language, timeZone, theme, density, shortcuts } = actor;
    return page('staff/profile', this.model(actor, { name, language, timeZone, theme, density, shortcuts, ...(await this.profile.mails(actor.id)) }));
  }

  @Post()
  @AllowSignedIn()
  async save(@CurrentActor() actor: StaffActor, @CurrentPost() post: FormPost, @Body() body: unknown): Promise<Reply> {
    const form = readForm(ProfileForm, body);
    const errors: FieldErrors = { ...(form.ok ? this.unknownChoices(form.value) : form.errors) };
    if (!form.ok || Object.keys(errors).length > 0) return refused('staff/profile', this.model(actor, form.typed, errors));
    return redirectTo(await this.profile.edit(actor, post, form.value), { key: 'staff.flash.profileSaved' });
  }

  private unknownChoices({ language, timeZone }: ProfileForm): FieldErrors {
    const known = language === null || this.texts.languages().some(({ code }) => code === language);
    return {
      ...(!known && { language: { key: 'errors.choice' } }),
      ...(timeZone !== null && !isTimeZone(timeZone) && { timeZone: { key: 'errors.choice' } }),
    };
  }

  private model(actor: StaffActor, values: object, errors: FieldErrors = {}) {
    return {
      email: actor.email,
      form: { values, errors },
      languages: this.texts.languages().map(({ code, name }) => ({ value: code, label: name })),
      themes: THEMES.map((theme) => ({ value: theme, label: { key: `staff.themes.${theme}` } })),
      densities: DENSITIES.map((density) => ({ value: density, label: { key: `staff.densities.${density}` } })),
      zones: timeZones().map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') })),
    };
  }
}
