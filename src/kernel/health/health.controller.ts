import { Controller, Get } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AllowAnyone } from '../access/allow';
import { plain, type Reply } from '../http/reply';
import { Draining } from './draining';

const PATIENCE_MS = 1_000;

/** For load balancers and supervisors; tells nothing about versions or causes (security.md, F22). */
@Controller('health')
export class HealthController {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly draining: Draining,
  ) {}

  /** The process answers. */
  @Get('live')
  @AllowAnyone()
  live(): Reply {
    return plain('ok');
  }

  /** It can do work: the database answers within a second, the schema is current, and it is not stopping. */
  @Get('ready')
  @AllowAnyone()
  async ready(): Promise<Reply> {
    const ready = !this.draining.begun && (await this.databaseAnswers());
    return ready ? plain('ready') : plain('not ready', 503);
  }

  private async databaseAnswers(): Promise<boolean> {
    const patience = new Promise<boolean>((resolve) => setTimeout(resolve, PATIENCE_MS, false).unref());
    const current = this.dataSource.showMigrations().then((waiting) => !waiting, () => false);
    return Promise.race([current, patience]);
  }
}
