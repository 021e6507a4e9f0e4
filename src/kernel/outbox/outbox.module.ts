import { Global, Module } from '@nestjs/common';
import { LetterChangesRows } from './letter-words.queries';
import { LetterRecords } from './letter-records';
import { Letters } from './letters';
import { MailDelivery } from './mail-delivery';
import { MailEndings } from './mail-endings.queries';
import { MailSecretExpiry } from './mail-secret-expiry';
import { MailTransport } from './mail-transport';
import { MailWriting } from './mail-writing';
import { Outbox } from './outbox';
import { OutboxRows } from './outbox.queries';
import { Recipients } from './recipients';
import { SecretBox } from './secret-box';

const SHARED = [LetterChangesRows, LetterRecords, Letters, MailDelivery, MailEndings, MailSecretExpiry, MailTransport, MailWriting, Outbox, OutboxRows, Recipients, SecretBox];

@Global()
@Module({ providers: SHARED, exports: SHARED })
export class OutboxModule {}
