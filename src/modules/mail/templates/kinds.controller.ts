import { Controller, Get, Param, Post } from '@nestjs/common';
import type { StaffActor } from '../../../kernel/access/actor';
import { AllowAdministrators, CurrentActor } from '../../../kernel/access/allow';
import { CurrentPost, type Post as Sending } from '../../../kernel/http/post';
import { page, redirectTo, type Reply } from '../../../kernel/http/reply';
import { Texts } from '../../../kernel/i18n/texts';
import { Letters } from '../../../kernel/outbox/letters';
import { MailServer } from '../mail-server';
import { MailWords } from '../mail-words';
import { TemplatePages } from './template-pages';
import { kindLists } from './templates.presenter';
import { TemplateRows } from './templates.queries';
import { TemplatesService } from './templates.service';

/** Settings → Mail: the server, and all kinds of mail, each on or off (MAIL-1). */
@Controller('admin/settings/mail')
@AllowAdministrators()
export class KindsController {
  constructor(
    private readonly letters: Letters,
    private readonly pages: TemplatePages,
    private readonly rows: TemplateRows,
    private readonly server: MailServer,
    private readonly templates: TemplatesService,
    private readonly texts: Texts,
    private readonly words: MailWords,
  ) {}

  @Get()
  async index(@CurrentActor() actor: StaffActor): Promise<Reply> {
    return page('mail/settings/index', await this.model(actor, null));
  }

  /** Sends one mail at once, to oneself over the server of the configuration alone (A18), and says what came of it. */
  @Post('server/test')
  async testServer(@CurrentActor() actor: StaffActor): Promise<Reply> {
    return page('mail/settings/index', await this.model(actor, await this.server.test(actor)));
  }

  @Post(':kind/activation')
  async activate(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @Param('kind') kind: string): Promise<Reply> {
    return redirectTo(await this.templates.turn(actor, post, this.pages.kind(kind), true), { key: 'mail.templates.flash.on' });
  }

  @Post(':kind/deactivation')
  async deactivate(@CurrentActor() actor: StaffActor, @CurrentPost() post: Sending, @Param('kind') kind: string): Promise<Reply> {
    return redirectTo(await this.templates.turn(actor, post, this.pages.kind(kind), false), { key: 'mail.templates.flash.off' });
  }

  private async model(actor: StaffActor, tested: object | null): Promise<object> {
    const language = this.words.languageOf(actor);
    const lists = kindLists(this.letters.all(), await this.rows.overview(), language, (code) => this.texts.language(code).name);
    return { server: this.server.facts(), email: actor.email, tested, lists };
  }
}
