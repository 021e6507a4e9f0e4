import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { ContactActor } from '../../../kernel/access/contact-actor';
import { Clock } from '../../../kernel/clock/clock';
import { PICTURE } from '../../../kernel/files/picture-encoder';
import { Pictures } from '../../../kernel/files/pictures';
import { Storage } from '../../../kernel/files/storage';
import { StoredFile } from '../../../kernel/files/stored-file.entity';
import { FieldRefused } from '../../../kernel/forms/field-refused';
import { ChangedMeanwhile, NotFound } from '../../../kernel/http/errors';
import { oncePerPost, type Post } from '../../../kernel/http/post';
import type { UploadedFile } from '../../../kernel/http/upload.interceptor';
import { ContactPersons } from '../../contacts/contact-persons.service';
import { Contact } from '../../contacts/contact.entity';
import type { AreaProfileForm } from './profile.form';

/** What contacts change about themselves, for all their customers. */
@Injectable()
export class OwnProfile {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly persons: ContactPersons,
    private readonly pictures: Pictures,
    private readonly storage: Storage,
  ) {}

  read(contact: ContactActor): Promise<Contact> {
    return this.dataSource.manager.findOneByOrFail(Contact, { id: contact.id });
  }

  /** @throws FieldRefused at `picture`; ChangedMeanwhile when staff edited the person since the form was opened. */
  async save(contact: ContactActor, post: Post, { removePicture, version, ...fields }: AreaProfileForm, upload: UploadedFile | null): Promise<string> {
    const kept = upload && (await this.pictures.keep(upload, PICTURE));
    if (kept && !kept.ok) throw new FieldRefused('picture', kept.problem);
    return oncePerPost(this.dataSource, post, async (tx) => {
      const before = await tx.findOneByOrFail(Contact, { id: contact.id });
      if (before.version !== version) throw new ChangedMeanwhile();
      const own = { firstName: fields.firstName, lastName: fields.lastName, phone: fields.phone, handle: fields.handle, language: fields.language, theme: fields.theme };
      const pictureId = kept ? await this.pictures.record(tx, kept.picture, this.clock.now()) : removePicture ? null : undefined;
      await this.persons.changeOwn(tx, contact, pictureId === undefined ? own : { ...own, pictureId });
      return '/profile';
    });
  }

  /** The contact's own picture. @throws NotFound for every other file. */
  async picture(contact: ContactActor, fileId: string): Promise<{ content: Buffer; mediaType: string }> {
    const file = (await this.read(contact)).pictureId === fileId ? await this.dataSource.manager.findOneBy(StoredFile, { id: fileId }) : null;
    const content = file && (await this.storage.read(file.storageKey));
    if (!file || !content) throw new NotFound();
    return { content, mediaType: file.mediaType };
  }
}
