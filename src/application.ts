import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { NestFactory } from '@nestjs/core';
import compression from 'compression';
import session from 'express-session';
import sirv from 'sirv';
import type { NextFunction, Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { AppModule } from './app.module';
import { timetable } from './timetable';
import { AccessGuard } from './kernel/access/access.guard';
import { auditRoutes } from './kernel/access/route-audit';
import { sessionCookieName, SESSION_LIFE, type SessionKind } from './kernel/auth/session-policy';
import { leaveUnseen, SessionStore } from './kernel/auth/session.store';
import { Clock } from './kernel/clock/clock';
import type { Config } from './kernel/config/config';
import { boundPool } from './kernel/db/pool';
import { CsrfGuard } from './kernel/http/csrf';
import { ErrorFilter } from './kernel/http/error.filter';
import { knownHosts } from './kernel/http/known-hosts';
import { ReplyInterceptor } from './kernel/http/reply.interceptor';
import { requestLog } from './kernel/http/request-log';
import { securityHeaders } from './kernel/http/security-headers';
import { UploadInterceptor } from './kernel/http/upload.interceptor';
import { Timetable } from './kernel/jobs/timetable';
import type { Log } from './kernel/log/log';
import { ROOT } from './kernel/root';
import { ContactSessionRows } from './modules/area/contact-sessions.queries';
import { StaffSessionRows } from './modules/staff/staff-sessions.queries';

const YEAR_SECONDS = 31_536_000;
const FORM_LIMIT = '512kb';

/** Builds the application without listening: what `main.ts` serves and what tests knock at. */
export async function createApplication(config: Config, log: Log, clock = new Clock()): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(config, clock, log), {
    logger: log,
    bodyParser: false,
    abortOnError: false,
  });
  boundPool(app.get(DataSource));
  await clock.follow(app.get(DataSource));
  app.get(Timetable).set(timetable(app));
  app.set('trust proxy', config.trustProxy);
  app.set('query parser', 'simple');
  app.set('etag', false);
  app.disable('x-powered-by');
  mountMiddleware(app, config, clock, log);
  app.useGlobalGuards(app.get(AccessGuard), app.get(CsrfGuard));
  app.useGlobalInterceptors(app.get(ReplyInterceptor), app.get(UploadInterceptor));
  app.useGlobalFilters(app.get(ErrorFilter));
  app.enableCsrfProtection();
  app.enableShutdownHooks();
  await app.init();
  auditRoutes(app);
  return app;
}

/** In the order a request meets them; what needs no session stands before it. */
function mountMiddleware(app: NestExpressApplication, config: Config, clock: Clock, log: Log): void {
  const errors = app.get(ErrorFilter);
  app.use(requestLog(log));
  app.use(securityHeaders(config.https));
  app.use(knownHosts(config));
  app.use('/assets', sirv(join(ROOT, 'public/assets'), { immutable: true, maxAge: YEAR_SECONDS, brotli: true, gzip: true, etag: true, dev: config.watch }));
  app.use(compression({ level: 1, threshold: 1024 }));
  mountSessions(app, config, clock);
  app.useBodyParser('urlencoded', { extended: false, limit: FORM_LIMIT, parameterLimit: 5000 });
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => errors.answer(error, request, response));
}

/** Staff sessions under `/admin` alone, contacts' sessions everywhere else: neither ever sees the other's cookie (A14). */
function mountSessions(app: NestExpressApplication, config: Config, clock: Clock): void {
  const staff = sessionOf('staff', new SessionStore('staff', app.get(StaffSessionRows), clock), config);
  const contact = sessionOf('contact', new SessionStore('contact', app.get(ContactSessionRows), clock), config);
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (/^\/(calendar\/|health(\/|$)|brand(\/|\.css$))/i.test(request.path)) return next();
    return (/^\/admin(\/|$)/i.test(request.path) ? staff : contact)(request, response, (error?: unknown) => {
      if (request.get('x-unattended') && request.session) leaveUnseen(request.session);
      next(error);
    });
  });
}

function sessionOf(kind: SessionKind, store: SessionStore, config: Config) {
  return session({
    name: sessionCookieName(kind, config.https),
    secret: config.sessionSecret,
    store,
    resave: false,
    saveUninitialized: false,
    cookie: { path: '/', httpOnly: true, sameSite: 'lax', secure: config.https, maxAge: SESSION_LIFE[kind].absolute },
    proxy: config.trustProxy,
  });
}
