import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { TooMany } from '../../../kernel/http/errors';
import { oncePerPost, type Post } from '../../../kernel/http/post';
import { RateLimits } from '../../../kernel/http/rate-limits';
import { Outbox } from '../../../kernel/outbox/outbox';
import { TemplatePreview } from './template-preview';
import { templatePath, type TemplatePlace } from './templates.service';

const LIMIT = { max: 10, windowMs: 10 * 60_000 };

/** Sends somebody the words they look after, through the outbox like every mail (MAIL-1). */
@Injectable()
export class TemplateTests {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly limits: RateLimits,
    private readonly outbox: Outbox,
    private readonly previews: TemplatePreview,
  ) {}

  /** The saved words with this record, or with sample values; its link is masked and opens nothing. @throws TooMany */
  async send(actor: StaffActor, post: Post, place: TemplatePlace, record: string | null): Promise<string> {
    const wait = await this.limits.hit({ key: `mail-test:${actor.id}`, ...LIMIT });
    if (wait > 0) throw new TooMany({ key: 'mail.errors.tooManyTests' }, wait);
    const values = await this.previews.values(actor, place.kind, record);
    return oncePerPost(this.dataSource, post, async (tx) => {
      const { kind, language } = place;
      await this.outbox.queue(tx, { kind: kind.kind, to: { kind: 'staff', id: actor.id }, language, values, chosen: { by: 'test' }, dedupeKey: `test:${actor.id}:${post.key}` });
      return templatePath(place);
    });
  }
}
