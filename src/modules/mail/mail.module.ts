import { Module } from '@nestjs/common';
import { MailController } from './mail.controller';
import { MailQueries } from './mail.queries';
import { MailSearch } from './mail-search';
import { MailService } from './mail.service';
import { MailStates } from './mail-states.queries';
import { MailWords } from './mail-words';

@Module({
  controllers: [MailController],
  providers: [MailQueries, MailSearch, MailService, MailStates, MailWords],
  exports: [MailQueries, MailSearch, MailService, MailWords],
})
export class MailModule {}
