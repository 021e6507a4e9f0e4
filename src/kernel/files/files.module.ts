import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
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
  providers: [CleanOrphanFiles, FileOwners, Pictures, Storage],
  exports: [CleanOrphanFiles, FileOwners, Pictures, Storage],
})
export class FilesModule {}
