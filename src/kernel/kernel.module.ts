import { join } from 'node:path';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AccessTokens } from './auth/access-tokens';
import { NewPasswords } from './auth/new-passwords';
import { OpenSessions } from './auth/open-sessions.queries';
import { Passwords } from './auth/passwords';
import { SecondFactorChanges } from './auth/second-factor-changes';
import { SecondFactorDoor } from './auth/second-factor-door';
import { SecondFactorRows } from './auth/second-factor.queries';
import { SecondFactors } from './auth/second-factor';
import { Clock } from './clock/clock';
import { Config } from './config/config';
import { Draining } from './health/draining';
import { HealthController } from './health/health.controller';
import { AreaCards } from './http/area-cards';
import { AreaNavigation } from './http/area-navigation';
import { CsrfGuard } from './http/csrf';
import { ErrorFilter } from './http/error.filter';
import { FrameBuilder } from './http/frame-builder';
import { Navigation } from './http/navigation';
import { RateLimits } from './http/rate-limits';
import { ReplyInterceptor } from './http/reply.interceptor';
import { UploadInterceptor } from './http/upload.interceptor';
import { AccessGuard } from './access/access.guard';
import { Texts } from './i18n/texts';
import { CleanUp } from './jobs/clean-up';
import { JobLeases } from './jobs/job-leases.queries';
import { JobNodes } from './jobs/job-nodes.queries';
import { Scheduler } from './jobs/scheduler';
import { SchedulerWatch } from './jobs/scheduler-watch';
import { Timetable } from './jobs/timetable';
import { Log } from './log/log';
import { ROOT } from './root';
import { Assets } from './views/assets';
import { ViewEngine } from './views/engine';

const SHARED = [AccessGuard, AccessTokens, AreaCards, AreaNavigation, CleanUp, CsrfGuard, Draining, ErrorFilter, FrameBuilder, JobLeases, JobNodes, Navigation, NewPasswords, OpenSessions, Passwords, RateLimits, ReplyInterceptor, Scheduler, SchedulerWatch, SecondFactorChanges, SecondFactorDoor, SecondFactorRows, SecondFactors, Timetable, UploadInterceptor];

/** What every module may use. It knows none of them. */
@Global()
@Module({})
export class KernelModule {
  static with(config: Config, clock: Clock, log: Log): DynamicModule {
    const assets = new Assets(join(ROOT, 'public/assets'), config.watch);
    const values = [
      { provide: Config, useValue: config },
      { provide: Clock, useValue: clock },
      { provide: Log, useValue: log },
      { provide: Texts, useValue: new Texts(join(ROOT, 'views/languages'), !config.production) },
      { provide: ViewEngine, useValue: new ViewEngine({ folder: join(ROOT, 'views'), assets, watch: config.watch }) },
    ];
    return {
      module: KernelModule,
      imports: [DiscoveryModule],
      controllers: [HealthController],
      providers: [...values, ...SHARED],
      exports: [...values.map(({ provide }) => provide), ...SHARED],
    };
  }
}
