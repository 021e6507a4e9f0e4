import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import type { StaffActor } from '../../kernel/access/actor';
import { AllowAdministrators, AllowAnyone, CurrentActor } from '../../kernel/access/allow';
import { readForm } from '../../kernel/forms/read-form';
import { CurrentPost, type Post as Sending } from '../../kernel/http/post';
import { stylesheet, type Reply } from '../../kernel/http/reply';
import { brandCss } from './brand-colours';
import { SectionPages } from './section-pages';
import { AreaSettingsForm } from './settings.forms';
import { SettingsStore } from './settings.store';

/** What holds for the customers area (ARE-5a, ARE-7), and the colours it shows. */
@Controller()
export class AreaSettingsController {
  constructor(
    private readonly pages: SectionPages,
    private readonly store: SettingsStore,
  ) {}

  @Get('admin/settings/area')
  @AllowAdministrators()
  show(@CurrentActor() actor: StaffActor): Promise<Reply> {
    return this.pages.show(actor, 'area', {});
  }

  @Post('admin/settings/area')
  @AllowAdministrators()
  save(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @Body() body: unknown): Promise<Reply> {
    return this.pages.save({ actor, post, section: 'area', form: readForm(AreaSettingsForm, body), extras: {} });
  }

  /** The company's colours. @param version the colour; an address with another one is not kept */
  @Get('brand.css')
  @AllowAnyone()
  colours(@Query('v') version: unknown): Reply {
    const { accentColor } = this.store.all();
    return stylesheet(brandCss(accentColor), version === accentColor.slice(1));
  }
}
