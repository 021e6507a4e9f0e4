import { Module } from '@nestjs/common';
import { MailController } from './mail.controller';
import { MailQueries } from './mail.queries';
import { MailService } from './mail.service';

@Module({ controllers: [MailController], providers: [MailQueries, MailService] })
export class MailModule {}
