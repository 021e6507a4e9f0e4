import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config';
import type { Post } from '../http/post';
import { SystemSettings } from '../http/system-settings';
import type { Message } from '../i18n/message';
import { sign } from './digest';
import { weakPassword } from './password-rules';

/** Letters and digits that nobody mistakes for one another when reading them out. */
const CLEAR_SIGNS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GENERATED_LENGTH = 16;

/** What a new password has to be, for staff and contacts alike. */
@Injectable()
export class NewPasswords {
  constructor(
    private readonly config: Config,
    private readonly settings: SystemSettings,
  ) {}

  /** Why `password` is too easy to guess for that person, or null. */
  weakness(password: string, person: { name: string; email: string }): Message | null {
    return weakPassword(password, ['Clientele', this.settings.current().companyName, person.name, person.email]);
  }

  /**
   * A password for somebody to read once and change (79 bits).
   * @param post gives the same one for each sending of one form, since its answer shows it
   */
  generate(post: Post | null = null): string {
    const bytes = post ? Buffer.from(sign(this.config.sessionSecret, 'generated-password', `${post.subject} ${post.key}`), 'hex') : randomBytes(GENERATED_LENGTH);
    const signs = Array.from(bytes.subarray(0, GENERATED_LENGTH), (byte) => CLEAR_SIGNS[byte % CLEAR_SIGNS.length]);
    return signs.join('').replace(/(.{4})(?=.)/g, '$1-');
  }
}
