import { Body, Controller, Get, Post } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { AllowAdministrators, CurrentActor } from '../../kernel/access/allow';
import { LOGO } from '../../kernel/files/picture-encoder';
import { PICTURE_ACCEPT } from '../../kernel/files/picture-format';
import { PICTURE_MAX_BYTES, Pictures } from '../../kernel/files/pictures';
import { readForm, refuseField } from '../../kernel/forms/read-form';
import { Navigation } from '../../kernel/http/navigation';
import { CurrentPost, type Post as Sending } from '../../kernel/http/post';
import { page, type Reply } from '../../kernel/http/reply';
import { TakesUpload } from '../../kernel/http/upload';
import { Upload, type UploadedFile } from '../../kernel/http/upload.interceptor';
import { Texts } from '../../kernel/i18n/texts';
import { SectionPages } from './section-pages';
import { SettingChoices } from './setting-choices';
import type { SectionValues } from './setting-sections';
import { CompanyForm, CustomerSettingsForm, RegionalForm } from './settings.forms';
import { CONTACT_PERMISSION_CHOICES, countryChoices, languageChoices, timeZoneChoices } from './settings.presenter';

/** The settings whose pages are one form each. */
@Controller('admin/settings')
@AllowAdministrators()
export class SettingsController {
  constructor(
    private readonly pages: SectionPages,
    private readonly pictures: Pictures,
    private readonly choices: SettingChoices,
    private readonly texts: Texts,
    navigation: Navigation,
  ) {
    navigation.add('setup', { key: 'settings', label: 'settings.title', href: '/admin/settings', icon: 'settings', needs: 'administrators', order: 90 });
  }

  @Get()
  index(): Reply {
    return page('settings/index', {});
  }

  @Get('company')
  company(@CurrentActor() actor: StaffActor): Promise<Reply> {
    return this.pages.show(actor, 'company', this.companyExtras(actor));
  }

  @Post('company')
  @TakesUpload({ field: 'logo', maxBytes: PICTURE_MAX_BYTES })
  async saveCompany(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @Body() body: unknown, @Upload() upload: UploadedFile | null): Promise<Reply> {
    const form = readForm(CompanyForm, body);
    const kept = form.ok && upload ? await this.pictures.keep(upload, LOGO) : null;
    const checked = kept && !kept.ok ? refuseField(form, 'logo', kept.problem) : form;
    return this.pages.save({ actor, post, section: 'company', form: checked, extras: this.companyExtras(actor) }, async (tx, now): Promise<SectionValues> => {
      if (kept?.ok) return { logoId: await this.pictures.record(tx, kept.picture, now) };
      return form.ok && form.value.removeLogo ? { logoId: null } : {};
    });
  }

  @Get('regional')
  regional(@CurrentActor() actor: StaffActor): Promise<Reply> {
    return this.pages.show(actor, 'regional', this.regionalExtras(actor));
  }

  @Post('regional')
  saveRegional(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @Body() body: unknown): Promise<Reply> {
    const form = readForm(RegionalForm, body);
    const known = !form.ok || this.texts.languages().some(({ code }) => code === form.value.language);
    const checked = known ? form : refuseField(form, 'language', { key: 'errors.choice' });
    return this.pages.save({ actor, post, section: 'regional', form: checked, extras: this.regionalExtras(actor) });
  }

  @Get('customers')
  async customers(@CurrentActor() actor: StaffActor): Promise<Reply> {
    return this.pages.show(actor, 'customers', await this.customerExtras());
  }

  @Post('customers')
  async saveCustomers(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @Body() body: unknown): Promise<Reply> {
    return this.pages.save({ actor, post, section: 'customers', form: readForm(CustomerSettingsForm, body), extras: await this.customerExtras() });
  }

  private companyExtras(actor: StaffActor): object {
    return { countries: countryChoices(this.pages.language(actor)), accept: PICTURE_ACCEPT, megabytes: PICTURE_MAX_BYTES / 1024 / 1024 };
  }

  private regionalExtras(actor: StaffActor): object {
    return { languages: languageChoices(this.texts), zones: timeZoneChoices(), countries: countryChoices(this.pages.language(actor)) };
  }

  private async customerExtras(): Promise<object> {
    return { groups: await this.choices.of('defaultGroupId').options(), permissions: CONTACT_PERMISSION_CHOICES };
  }
}
