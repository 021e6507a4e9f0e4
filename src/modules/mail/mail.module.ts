import { Module } from '@nestjs/common';
import { MailController } from './mail.controller';
import { MailQueries } from './mail.queries';
import { MailSearch } from './mail-search.queries';
import { MailServer } from './mail-server';
import { MailService } from './mail.service';
import { MailStates } from './mail-states.queries';
import { MailWords } from './mail-words';
import { KindsController } from './templates/kinds.controller';
import { TemplatePages } from './templates/template-pages';
import { TemplatePreview } from './templates/template-preview';
import { TemplateRows } from './templates/templates.queries';
import { TemplateTests } from './templates/template-tests.service';
import { TemplatesController } from './templates/templates.controller';
import { TemplatesService } from './templates/templates.service';

@Module({
  controllers: [MailController, KindsController, TemplatesController],
  providers: [MailQueries, MailSearch, MailServer, MailService, MailStates, MailWords, TemplatePages, TemplatePreview, TemplateRows, TemplatesService, TemplateTests],
  exports: [MailQueries, MailSearch, MailService, MailWords],
})
export class MailModule {}
