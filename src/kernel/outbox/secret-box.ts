import { Injectable } from '@nestjs/common';
import { SealedBox } from '../auth/sealed-box';
import { Config } from '../config/config';

/** Keeps the secret of a letter until it is sent (MAIL-2). */
@Injectable()
export class SecretBox extends SealedBox {
  constructor(config: Config) {
    super(config.sessionSecret, 'clientele mail outbox secret');
  }
}
