import { Module } from '@nestjs/common';
import { JobsController } from './jobs.controller';
import { JobRuns } from './jobs.queries';
import { JobsService } from './jobs.service';

@Module({ controllers: [JobsController], providers: [JobRuns, JobsService] })
export class JobsModule {}
