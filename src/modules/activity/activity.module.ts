import { Global, Module } from '@nestjs/common';
import { ActivityLog } from './activity.log';
import { ActivityQueries } from './activity.queries';
import { ActivityWords } from './activity.words';

@Global()
@Module({ providers: [ActivityLog, ActivityQueries, ActivityWords], exports: [ActivityLog, ActivityQueries, ActivityWords] })
export class ActivityModule {}
