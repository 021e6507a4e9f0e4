import { Global, Module } from '@nestjs/common';
import { Letters } from './letters';
import { MailDelivery } from './mail-delivery';
import { MailSecretExpiry } from './mail-secret-expiry';
import { MailTransport } from './mail-transport';
import { Outbox } from './outbox';
import { OutboxRows } from './outbox.queries';
import { Recipients } from './recipients';
import { SecretBox } from './secret-box';

const SHARED = [Letters, MailDelivery, MailSecretExpiry, MailTransport, Outbox, OutboxRows, Recipients, SecretBox];

@Global()
@Module({ providers: SHARED, exports: SHARED })
export class OutboxModule {}
