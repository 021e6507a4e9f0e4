import { Controller, Get, Res } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { AllowAnyone } from '../access/allow';
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
  live(@Res() response: Response): void {
    response.type('text').send('ok');
  }

  /** It can do work: the database answers within a second, the schema is current, and it is not stopping. */
  @Get('ready')
  @AllowAnyone()
  async ready(@Res() response: Response): Promise<void> {
    const ready = !this.draining.begun && (await this.databaseAnswers());
    response.status(ready ? 200 : 503).type('text').send(ready ? 'ready' : 'not ready');
  }

  private async databaseAnswers(): Promise<boolean> {
    const patience = new Promise<boolean>((resolve) => setTimeout(resolve, PATIENCE_MS, false).unref());
    const current = this.dataSource.showMigrations().then((waiting) => !waiting, () => false);
    return Promise.race([current, patience]);
  }
}
