import { Body, Controller, Get, Post } from '@nestjs/common';
import { AllowContacts, CurrentContact } from '../../../kernel/access/allow';
import type { ContactActor } from '../../../kernel/access/contact-actor';
import { SecondFactors } from '../../../kernel/auth/second-factor';
import { readForm, refuseField, type FormResult } from '../../../kernel/forms/read-form';
import { submitForm } from '../../../kernel/forms/submit';
import { CurrentPost, type Post as Sending } from '../../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../../kernel/http/reply';
import { SecondFactorForm, SecondFactorSetUpForm } from '../../staff/second-factor.forms';
import { proofPage, setUpPage } from '../../staff/second-factor.presenter';
import { OwnPassword } from '../account/own-password.service';
import { OwnSecondFactor } from './own-second-factor.service';

const OWN_PAGE = '/profile/sessions';

/** A contact's own second factor (STA-2 for contacts). */
@Controller('profile/second-factor')
@AllowContacts()
export class OwnSecondFactorController {
  constructor(
    private readonly factors: SecondFactors,
    private readonly own: OwnSecondFactor,
    private readonly passwords: OwnPassword,
  ) {}

  @Get('new')
  async offer(@CurrentContact() contact: ContactActor): Promise<Reply> {
    if (await this.factors.state(contact)) return redirectTo(OWN_PAGE);
    return page('area/second-factor/new', setUpPage(this.factors.offer(contact, contact.email), contact.email, false));
  }

  @Post('new')
  async switchOn(@CurrentContact() contact: ContactActor, @CurrentPost() post: Sending, @Body() body: unknown): Promise<Reply> {
    const read = readForm(SecondFactorSetUpForm, body);
    const offer = this.factors.reopen(contact, read.typed.sealed, contact.email);
    if (!offer) return redirectTo('/profile/second-factor/new');
    const result = await submitForm(await this.withPassword(contact, read), ({ code }) => this.own.switchOn(contact, post, offer, code));
    if (!result.ok) return refused('area/second-factor/new', setUpPage(offer, contact.email, false, result.errors));
    return page('area/second-factor/codes', { codes: this.factors.recoveryCodesFor(contact, post), first: true });
  }

  @Get('codes')
  async askForCodes(@CurrentContact() contact: ContactActor): Promise<Reply> {
    return (await this.factors.state(contact)) ? page('area/second-factor/codes-new', proofPage(contact.email)) : redirectTo(OWN_PAGE);
  }

  @Post('codes')
  async renewCodes(@CurrentContact() contact: ContactActor, @CurrentPost() post: Sending, @Body() body: unknown): Promise<Reply> {
    const result = await submitForm(await this.withPassword(contact, readForm(SecondFactorForm, body)), ({ code }) => this.own.renewCodes(contact, post, code));
    if (!result.ok) return refused('area/second-factor/codes-new', proofPage(contact.email, result.errors));
    return page('area/second-factor/codes', { codes: this.factors.recoveryCodesFor(contact, post), first: false });
  }

  @Get('removal')
  async askToSwitchOff(@CurrentContact() contact: ContactActor): Promise<Reply> {
    return (await this.factors.state(contact)) ? page('area/second-factor/off', proofPage(contact.email)) : redirectTo(OWN_PAGE);
  }

  @Post('removal')
  async switchOff(@CurrentContact() contact: ContactActor, @CurrentPost() post: Sending, @Body() body: unknown): Promise<Reply> {
    const result = await submitForm(await this.withPassword(contact, readForm(SecondFactorForm, body)), ({ code }) => this.own.switchOff(contact, post, code));
    if (!result.ok) return refused('area/second-factor/off', proofPage(contact.email, result.errors));
    return redirectTo(result.location, { key: 'staff.flash.secondFactorOff' });
  }

  /** The form with the current password looked at, before any code is used up (ASVS 7.5.1). */
  private async withPassword<T extends SecondFactorForm>(contact: ContactActor, form: FormResult<T>): Promise<FormResult<T>> {
    if (!form.ok || (await this.passwords.proves(contact, form.value.current))) return form;
    return refuseField(form, 'current', { key: 'staff.passwordChange.wrong' });
  }
}
