import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Attachments } from './attachments';
import { CleanOrphanFiles } from './clean-orphan-files';
import { FileOwners } from './file-owners';
import { FilesController } from './files.controller';
import { Pictures } from './pictures';
import { Storage } from './storage';
import { StoredFile } from './stored-file.entity';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([StoredFile])],
  controllers: [FilesController],
  providers: [Attachments, CleanOrphanFiles, FileOwners, Pictures, Storage],
  exports: [Attachments, CleanOrphanFiles, FileOwners, Pictures, Storage],
})
export class FilesModule {}
