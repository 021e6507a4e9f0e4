import { Controller, Get } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { StaffActor } from '../access/actor';
import { AllowSignedIn, CurrentActor } from '../access/allow';
import { NotFound } from '../http/errors';
import { IdParam } from '../http/id-param';
import { picture, type Reply } from '../http/reply';
import { FileOwners } from './file-owners';
import { Storage } from './storage';
import { StoredFile } from './stored-file.entity';

/** Stored pictures, by id alone; no part of the request becomes a path (A17). */
@Controller('admin/files')
export class FilesController {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly owners: FileOwners,
    private readonly storage: Storage,
  ) {}

  @Get(':id')
  @AllowSignedIn()
  async show(@CurrentActor() actor: StaffActor, @IdParam() id: string): Promise<Reply> {
    if (!(await this.owners.maySee(actor, id))) throw new NotFound();
    const file = await this.dataSource.manager.findOneBy(StoredFile, { id });
    const content = file && (await this.storage.read(file.storageKey));
    if (!file || !content) throw new NotFound();
    return picture(content, file.mediaType);
  }
}
