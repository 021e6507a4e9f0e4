import { Controller, Get } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AllowAnyone } from '../../kernel/access/allow';
import { FileOwners } from '../../kernel/files/file-owners';
import { Storage } from '../../kernel/files/storage';
import { StoredFile } from '../../kernel/files/stored-file.entity';
import { NotFound } from '../../kernel/http/errors';
import { IdParam } from '../../kernel/http/id-param';
import { picture, type Reply } from '../../kernel/http/reply';
import { SettingsStore } from './settings.store';

/** The company's logo: it stands on the sign-in page too, so everybody may see it, and no other file here. */
@Controller('brand')
export class BrandController {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly store: SettingsStore,
    private readonly storage: Storage,
    owners: FileOwners,
  ) {
    owners.join({
      name: 'logo',
      maySee: async (_actor, fileId) => this.isLogo(fileId),
      inUse: async (fileIds) => fileIds.filter((id) => this.isLogo(id)),
    });
  }

  @Get('logo/:id')
  @AllowAnyone()
  async logo(@IdParam() id: string): Promise<Reply> {
    const file = this.isLogo(id) ? await this.dataSource.manager.findOneBy(StoredFile, { id }) : null;
    const content = file && (await this.storage.read(file.storageKey));
    if (!file || !content) throw new NotFound();
    return picture(content, file.mediaType);
  }

  private isLogo(fileId: string): boolean {
    return this.store.all().logoId === fileId;
  }
}
