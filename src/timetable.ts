import type { INestApplication } from '@nestjs/common';
import { CleanOrphanFiles } from './kernel/files/clean-orphan-files';
import { CleanUp } from './kernel/jobs/clean-up';
import type { TimetableEntry } from './kernel/jobs/job';
import { MailDelivery } from './kernel/outbox/mail-delivery';
import { MailSecretExpiry } from './kernel/outbox/mail-secret-expiry';
import { EndImpersonations } from './modules/area/impersonation/end-impersonations.job';
import { CleanRegistrations } from './modules/area/registration/clean-registrations.job';
import { BulkJob } from './modules/customers/bulk/bulk.job';
import { CustomerSearchCatchUp } from './modules/customers/customer-search.job';
import { PurgeTrash } from './modules/customers/trash/trash.job';
import { AnniversaryMails } from './modules/events/anniversary-mails.job';
import { MoveGroupMembers } from './modules/groups/move-group-members';
import { ImportRunner } from './modules/imports/import-runner';
import { CleanImports } from './modules/imports/imports.job';
import { ReminderDelivery } from './modules/reminders/reminder-delivery';
import { ReminderZones } from './modules/reminders/reminder-zones.job';

/** Every job that the clock drives, on one page. */
export function timetable(app: INestApplication): TimetableEntry[] {
  return [
    { job: app.get(MailDelivery), everySeconds: 5, everyNode: true },
    { job: app.get(ReminderDelivery), everySeconds: 2, everyNode: true },
    { job: app.get(ReminderZones), everySeconds: 5 },
    { job: app.get(MailSecretExpiry), everySeconds: 60 },
    { job: app.get(CleanUp), everySeconds: 600 },
    { job: app.get(EndImpersonations), everySeconds: 60 },
    { job: app.get(ImportRunner), everySeconds: 1 },
    { job: app.get(BulkJob), everySeconds: 1 },
    { job: app.get(CustomerSearchCatchUp), everySeconds: 3 },
    { job: app.get(MoveGroupMembers), everySeconds: 15 },
    { job: app.get(AnniversaryMails), everySeconds: 600 },
    { job: app.get(CleanOrphanFiles), everySeconds: 86_400 },
    { job: app.get(CleanImports), everySeconds: 86_400 },
    { job: app.get(CleanRegistrations), everySeconds: 86_400 },
    { job: app.get(PurgeTrash), everySeconds: 86_400 },
  ];
}
