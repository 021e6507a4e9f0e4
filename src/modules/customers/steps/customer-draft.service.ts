import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { StaffActor } from '../../../kernel/access/actor';
import { sameText, sign } from '../../../kernel/auth/digest';
import { Clock } from '../../../kernel/clock/clock';
import { Config } from '../../../kernel/config/config';
import { inTransaction } from '../../../kernel/db/transaction';
import type { Typed } from '../../../kernel/forms/read-form';
import { BadRequest, NotFound } from '../../../kernel/http/errors';
import { typedSteps, type CustomerSnapshot, type TypedSteps } from '../customer-snapshot';
import { Drafts, type Draft } from './drafts.queries';

export interface DraftData {
  /** By the key of the step, as typed, valid or not. */
  readonly typed: Readonly<Record<string, Typed>>;
  /** Steps whose errors are shown, because somebody asked to go on or to save. */
  readonly checked: readonly string[];
  /** A picture uploaded, or null for one taken away; missing: as it was. */
  readonly pictureId?: string | null;
  /** Where to go on, once it has been saved; the rest is empty then. */
  readonly saved?: string;
}

/** A customer being made or edited. Without an id it is not kept yet: opening a form changes nothing. */
export interface CustomerDraft extends Omit<Draft<DraftData>, 'id'> {
  readonly id: string | null;
  readonly base: TypedSteps | null;
}

/** What an edit form carries until its first sending makes a draft: what was read, so that nobody else's change is lost. */
export interface BaseSeal {
  readonly version: string;
  readonly base: string;
  readonly seal: string;
}

const NOTHING: DraftData = { typed: {}, checked: [] };

/** Keeps what is typed into the steps; only its owner sees it (CUS-8, CUS-18). */
@Injectable()
export class CustomerDrafts {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly drafts: Drafts,
  ) {}

  blank(actor: StaffActor): CustomerDraft {
    return { id: null, kind: 'customer-new', staffId: actor.id, subjectId: null, subjectVersion: null, data: NOTHING, base: null };
  }

  /** Editing begins with the customer as it stands. */
  of(actor: StaffActor, customer: CustomerSnapshot): CustomerDraft {
    return { ...this.blank(actor), kind: 'customer-edit', subjectId: customer.id, subjectVersion: customer.version, base: typedSteps(customer) };
  }

  /** @throws NotFound also for a colleague's draft, and for one of another customer. */
  async find(actor: StaffActor, id: string, customerId: string | null): Promise<CustomerDraft> {
    const draft = await this.drafts.find<DraftData>(id, customerId === null ? 'customer-new' : 'customer-edit', actor.id);
    if (!draft || draft.subjectId !== customerId) throw new NotFound();
    return { ...draft, base: draft.base as TypedSteps | null };
  }

  /** Keeps the draft. @returns it with its id, or null when it was saved as a customer meanwhile. */
  async keep(draft: CustomerDraft): Promise<CustomerDraft | null> {
    const { id } = draft;
    const now = this.clock.now();
    if (id === null) return { ...draft, id: await this.drafts.create(draft, now) };
    return inTransaction(this.dataSource, async (tx) => {
      const stored = await this.drafts.find<DraftData>(id, draft.kind, draft.staffId, tx);
      if (!stored) throw new NotFound();
      if (stored.data.saved !== undefined) return null;
      await this.drafts.write(tx, { ...draft, id }, now);
      return draft;
    });
  }

  /** What stands in the form while the draft is not kept. */
  sealed(draft: CustomerDraft): BaseSeal | null {
    if (draft.id !== null || draft.subjectId === null) return null;
    const version = String(draft.subjectVersion);
    // Deflated, since an address book of many rows would outgrow what a form field may hold.
    const base = deflateRawSync(JSON.stringify(draft.base)).toString('base64url');
    return { version, base, seal: this.sealOf(draft, version, base) };
  }

  /** The draft as it was when its form was shown. @throws BadRequest when the form's own part was changed on the way. */
  unsealed(actor: StaffActor, customerId: string, body: object): CustomerDraft {
    const [version, base, seal] = ['version', 'base', 'seal'].map((name): unknown => Reflect.get(body, name));
    const empty = { ...this.blank(actor), kind: 'customer-edit' as const, subjectId: customerId };
    if (typeof version !== 'string' || typeof base !== 'string' || typeof seal !== 'string') throw new BadRequest({ key: 'errors.form_key_missing' });
    if (!sameText(seal, this.sealOf(empty, version, base))) throw new BadRequest({ key: 'errors.form_key_missing' });
    return { ...empty, subjectVersion: Number(version), base: JSON.parse(inflateRawSync(Buffer.from(base, 'base64url')).toString()) as TypedSteps };
  }

  private sealOf({ staffId, subjectId }: Pick<CustomerDraft, 'staffId' | 'subjectId'>, version: string, base: string): string {
    return sign(this.config.sessionSecret, 'customer-base', [staffId, subjectId, version, base].join('\n'));
  }
}
