import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { SystemSettings, type SystemFacts } from '../../kernel/http/system-settings';
import { siteFacts } from './site-facts';
import { SETTING_DEFAULTS, type SettingValues } from './setting-values';

/** Another node's change is seen here after this time at the latest; one's own at once. */
const REFRESH_MS = 5_000;

/** The settings, held ready because every page reads them. */
@Injectable()
export class SettingsStore extends SystemSettings implements OnApplicationBootstrap, OnApplicationShutdown {
  private values: Readonly<SettingValues> = SETTING_DEFAULTS;
  private timer: NodeJS.Timeout | null = null;

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {
    super();
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.reload();
    this.timer = setInterval(() => void this.reload().catch(() => undefined), REFRESH_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    if (this.timer) clearInterval(this.timer);
  }

  all(): Readonly<SettingValues> {
    return this.values;
  }

  current(): SystemFacts {
    const { companyName, logoId, language, timeZone, secondFactorFor } = this.values;
    return { companyName, logoUrl: logoId ? `/brand/logo/${logoId}` : null, language, timeZone, secondFactorFor, site: siteFacts(this.values) };
  }

  /** Writes the given settings; whoever commits `tx` calls `reload` afterwards. */
  async write(tx: EntityManager, changed: Partial<SettingValues>, now: Date): Promise<void> {
    for (const [name, value] of Object.entries(changed)) {
      await tx.query(
        'INSERT INTO settings (name, value, updated_at) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE value = VALUES(value), updated_at = VALUES(updated_at)',
        [name, JSON.stringify(value), now],
      );
    }
  }

  /** Reads all settings again; a row of a name that is no setting (any more) is passed over. */
  async reload(): Promise<void> {
    const rows: { name: string; value: string }[] = await this.dataSource.query('SELECT name, CAST(value AS CHAR) AS value FROM settings');
    const stored = rows.filter(({ name }) => name in SETTING_DEFAULTS).map(({ name, value }) => [name, JSON.parse(value)]);
    this.values = { ...SETTING_DEFAULTS, ...Object.fromEntries(stored) };
  }
}
