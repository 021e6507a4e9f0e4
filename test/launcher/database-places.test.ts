/** @jest-environment ./test/launcher/tool-environment.js */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tool } from './tool';

const MB = 1024 * 1024;
const { databaseMemory, innodbSizes } = tool<{ databaseMemory(text?: string, machine?: number): number; innodbSizes(memory: number): { bufferPool: number; redoLog: number } }>('database/memory.mjs');
const { socketPath, makePrivateFolder } = tool<{ socketPath(folder: string, temporary?: string): string; makePrivateFolder(folder: string): void }>('database/socket-path.mjs');
const { isMysql9 } = tool<{ isMysql9(text: string): boolean }>('database/mysql.mjs');
const { isSupportedVersion } = tool<{ isSupportedVersion(text: string): boolean }>('database/server-binary.mjs');

describe('memory of the embedded database', () => {
  test('is a quarter of the machine, at most 4 GB', () => {
    expect(databaseMemory(undefined, 8192 * MB)).toBe(2048 * MB);
    expect(databaseMemory('', 65536 * MB)).toBe(4096 * MB);
    expect(databaseMemory(undefined, 128 * MB)).toBe(64 * MB);
  });

  test.each([['512M', 512], ['2G', 2048], ['1.5g', 1536], ['256', 256], ['128 MiB', 128]])('DB_MEMORY=%s', (text, megabytes) => {
    expect(databaseMemory(text)).toBe(megabytes * MB);
  });

  test.each(['much', '-1G', '10M', '1T', '0'])('DB_MEMORY=%s is refused', (text) => {
    expect(() => databaseMemory(text)).toThrow(/^DB_MEMORY is /);
  });

  test.each([64, 256, 1024, 4096])('%i MB leave room beside the buffer pool', (megabytes) => {
    const { bufferPool, redoLog } = innodbSizes(megabytes * MB);
    expect(bufferPool).toBeLessThan(megabytes * MB * 0.85);
    expect(bufferPool).toBeGreaterThan(megabytes * MB * 0.6);
    expect(redoLog).toBeGreaterThanOrEqual(12 * MB);
    expect(redoLog).toBeLessThanOrEqual(512 * MB);
  });
});

describe('the socket', () => {
  test('lies in the folder when the path is short enough', () => {
    expect(socketPath('/srv/clientele/.data/run')).toBe('/srv/clientele/.data/run/db.sock');
  });

  test('lies in a short folder of its own otherwise, counted in bytes', () => {
    const long = `/srv/${'ü'.repeat(60)}/run`;
    const path = socketPath(long, '/tmp');
    expect(Buffer.byteLength(path)).toBeLessThan(100);
    expect(path).toMatch(/^\/tmp\/clientele-[0-9a-f]{16}\/db\.sock$/);
    expect(socketPath(long, '/tmp')).toBe(path);
    expect(socketPath(`${long}2`, '/tmp')).not.toBe(path);
  });

  test('its folder is closed to others, and a link somebody laid there is refused', () => {
    const base = mkdtempSync(join(tmpdir(), 'clientele-socket-'));
    try {
      mkdirSync(join(base, 'open'));
      chmodSync(join(base, 'open'), 0o755);
      makePrivateFolder(join(base, 'open'));
      expect(statSync(join(base, 'open')).mode & 0o777).toBe(0o700);
      symlinkSync(join(base, 'open'), join(base, 'link'));
      expect(() => makePrivateFolder(join(base, 'link'))).toThrow(/belongs to another user/);
    } finally {
      rmSync(base, { recursive: true });
    }
  });
});

test('server versions', () => {
  expect(isSupportedVersion('/usr/sbin/mariadbd  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)')).toBe(true);
  expect(isSupportedVersion('mariadbd from 11.8.3-MariaDB, client 15.2 for osx10.20 (arm64)')).toBe(true);
  expect(isSupportedVersion('mariadbd  Ver 10.5.29-MariaDB-0+deb11u1 for debian-linux-gnu')).toBe(false);
  expect(isSupportedVersion('mysqld  Ver 8.0.36 for Linux on x86_64')).toBe(false);
});

test('MySQL 9 is not mistaken for MariaDB, which answers to the name mysqld too, nor for older ones', () => {
  expect(isMysql9('/usr/sbin/mysqld  Ver 9.7.4-2 for Linux on x86_64 ((Debian))')).toBe(true);
  expect(isMysql9('mysqld  Ver 10.1.0 for macos15 on arm64 (MySQL Community Server - GPL)')).toBe(true);
  expect(isMysql9('mysqld  Ver 8.4.6 for Linux on x86_64 (MySQL Community Server - GPL)')).toBe(false);
  expect(isMysql9('/usr/sbin/mysqld  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)')).toBe(false);
  expect(isMysql9('')).toBe(false);
});
