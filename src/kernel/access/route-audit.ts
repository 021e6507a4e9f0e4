import { RequestMethod, type INestApplication } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { ACCESS_RULE, type AccessRule } from './allow';

export interface Route {
  readonly method: string;
  readonly path: string;
  readonly handler: string;
  readonly rule: AccessRule | null;
}

/** Every route of the application with what it asks for, read from the controllers themselves. */
export function listRoutes(app: INestApplication): Route[] {
  const scanner = new MetadataScanner();
  return app
    .get(DiscoveryService)
    .getControllers()
    .flatMap(({ instance, metatype }) => {
      if (!instance || !metatype) return [];
      const prototype: object = Object.getPrototypeOf(instance);
      return scanner.getAllMethodNames(prototype).flatMap((name) => {
        const handler: object = Reflect.get(prototype, name);
        const method: RequestMethod | undefined = Reflect.getMetadata(METHOD_METADATA, handler);
        if (method === undefined) return [];
        const rule: AccessRule | undefined = Reflect.getMetadata(ACCESS_RULE, handler) ?? Reflect.getMetadata(ACCESS_RULE, metatype);
        return pathsOf(metatype, handler).map((path) => ({
          method: RequestMethod[method],
          path,
          handler: `${metatype.name}.${name}`,
          rule: rule ?? null,
        }));
      });
    });
}

/** Stops the start when a route declares no access rule, and names it (STA-1). */
export function auditRoutes(app: INestApplication): void {
  const open = listRoutes(app).filter((route) => route.rule === null);
  if (open.length === 0) return;
  throw new Error(`these routes declare no access rule: ${open.map((route) => `${route.handler} (${route.method} ${route.path})`).join(', ')}`);
}

function pathsOf(controller: Function, handler: object): string[] {
  const bases = asList(Reflect.getMetadata(PATH_METADATA, controller));
  const ends = asList(Reflect.getMetadata(PATH_METADATA, handler));
  return bases.flatMap((base) => ends.map((end) => `/${base}/${end}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1')));
}

function asList(path: unknown): string[] {
  return Array.isArray(path) ? path.map(String) : [String(path ?? '')];
}
