import { Body, Controller, Get, Post } from '@nestjs/common';
import { lacksSecondFactor } from '../../kernel/access/access.guard';
import type { StaffActor } from '../../kernel/access/actor';
import { AllowSignedIn, CurrentActor } from '../../kernel/access/allow';
import { SecondFactors } from '../../kernel/auth/second-factor';
import { readForm, refuseField, type FormResult } from '../../kernel/forms/read-form';
import { submitForm } from '../../kernel/forms/submit';
import { CurrentPost, type Post as FormPost } from '../../kernel/http/post';
import { page, redirectTo, refused, type Reply } from '../../kernel/http/reply';
import { SystemSettings } from '../../kernel/http/system-settings';
import { SecondFactorForm, SecondFactorSetUpForm } from './second-factor.forms';
import { proofPage, setUpPage } from './second-factor.presenter';
import { StaffSecondFactors } from './second-factor.service';
import { StaffPasswords } from './staff-passwords.service';

const OWN_PAGE = '/admin/profile/sessions';

/** One's own second factor (STA-2). */
@Controller('admin/profile/second-factor')
@AllowSignedIn()
export class SecondFactorController {
  constructor(
    private readonly factors: SecondFactors,
    private readonly own: StaffSecondFactors,
    private readonly passwords: StaffPasswords,
    private readonly settings: SystemSettings,
  ) {}

  @Get('new')
  offer(@CurrentActor() actor: StaffActor): Reply {
    return actor.hasSecondFactor ? redirectTo(OWN_PAGE) : page('staff/second-factor-new', setUpPage(this.factors.offer(actor, actor.email), actor.email, this.isForced(actor)));
  }

  @Post('new')
  async switchOn(@CurrentActor() actor: StaffActor, @CurrentPost() post: FormPost, @Body() body: unknown): Promise<Reply> {
    const read = readForm(SecondFactorSetUpForm, body);
    const offer = this.factors.reopen(actor, read.typed.sealed, actor.email);
    if (!offer) return redirectTo('/admin/profile/second-factor/new');
    const result = await submitForm(await this.withPassword(actor, read), ({ code }) => this.own.switchOn(actor, post, offer, code));
    if (!result.ok) return refused('staff/second-factor-new', setUpPage(offer, actor.email, this.isForced(actor), result.errors));
    return page('staff/recovery-codes', { codes: this.own.codesOf(actor, post), first: true });
  }

  @Get('codes')
  askForCodes(@CurrentActor() actor: StaffActor): Reply {
    return actor.hasSecondFactor ? page('staff/recovery-codes-new', proofPage(actor.email)) : redirectTo(OWN_PAGE);
  }

  @Post('codes')
  async renewCodes(@CurrentActor() actor: StaffActor, @CurrentPost() post: FormPost, @Body() body: unknown): Promise<Reply> {
    const result = await submitForm(await this.withPassword(actor, readForm(SecondFactorForm, body)), ({ code }) => this.own.renewCodes(actor, post, code));
    if (!result.ok) return refused('staff/recovery-codes-new', proofPage(actor.email, result.errors));
    return page('staff/recovery-codes', { codes: this.own.codesOf(actor, post), first: false });
  }

  @Get('removal')
  askToSwitchOff(@CurrentActor() actor: StaffActor): Reply {
    return actor.hasSecondFactor ? page('staff/second-factor-off', proofPage(actor.email)) : redirectTo(OWN_PAGE);
  }

  @Post('removal')
  async switchOff(@CurrentActor() actor: StaffActor, @CurrentPost() post: FormPost, @Body() body: unknown): Promise<Reply> {
    const result = await submitForm(await this.withPassword(actor, readForm(SecondFactorForm, body)), ({ code }) => this.own.switchOff(actor, post, code));
    if (!result.ok) return refused('staff/second-factor-off', proofPage(actor.email, result.errors));
    return redirectTo(result.location, { key: 'staff.flash.secondFactorOff' });
  }

  /** The form with the current password looked at, before any code is used up (ASVS 7.5.1). */
  private async withPassword<T extends SecondFactorForm>(actor: StaffActor, form: FormResult<T>): Promise<FormResult<T>> {
    if (!form.ok || (await this.passwords.proves(actor, form.value.current))) return form;
    return refuseField(form, 'current', { key: 'staff.passwordChange.wrong' });
  }

  private isForced(actor: StaffActor): boolean {
    return lacksSecondFactor(actor, this.settings.current());
  }
}
