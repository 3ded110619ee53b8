import { join } from 'node:path';
import { createKeyFolder } from '../kernel/encryption/key-folder.ts';
import type { EventLog } from '../kernel/events/event-log.ts';
import type { ServiceClient } from '../kernel/http/service-client.ts';
import { createOutbox } from '../kernel/outbox/outbox.ts';
import type { Services } from '../kernel/services.ts';
import { createEmbeddedRecipientKeys, type RecipientKeys } from './encryption/recipient-keys.ts';
import { ExportEvents } from './events.ts';
import { Holdings } from './locker/holdings.ts';
import { createLockerClient } from './locker/locker-client.ts';
import { deliverToLocker, type LockerMessage, type LockerOutbox } from './locker/locker-outbox.ts';
import { Timeline } from './locker/timeline.ts';
import { PolicySnapshotStore } from './policy/snapshot-store.ts';
import { ProfileService } from './profiles/profile-service.ts';
import { ProfileStore } from './profiles/profile-store.ts';
import { RunJournal } from './runs/run-journal.ts';
import { RunQueue } from './runs/run-queue.ts';
import { RunService } from './runs/run-service.ts';
import { RunStore } from './runs/run-store.ts';
import { createFileTenantKeyStore, type TenantKeyStore } from './signing/tenant-key-store.ts';
import { DocumentStore } from './sources/document-store.ts';
import { ImportRequests } from './sources/import-requests.ts';
import { PolicyStore } from './sources/policy-store.ts';

/** The features of the Export Center, wired together; the web service and the worker both stand on them. */
export interface ExportCenter {
  readonly locker: ServiceClient;
  readonly outbox: LockerOutbox;
  readonly events: ExportEvents;
  readonly timeline: Timeline;
  readonly keys: TenantKeyStore;
  readonly recipientKeys: RecipientKeys;
  readonly documents: DocumentStore;
  readonly importRequests: ImportRequests;
  readonly policies: PolicyStore;
  readonly snapshots: PolicySnapshotStore;
  readonly profiles: ProfileService;
  readonly runs: RunStore;
  readonly queue: RunQueue;
  readonly journal: RunJournal;
  readonly service: RunService;
  close(): Promise<void>;
}

export async function createExportCenter(services: Services, eventLog: EventLog): Promise<ExportCenter> {
  const { config, database, logger } = services;
  const locker = await createLockerClient(config);
  const stored = await createOutbox<LockerMessage>({
    database,
    logger,
    name: 'export-center',
    deliver: ({ tenant, message }) => deliverToLocker(locker, tenant, message),
  });
  const outbox: LockerOutbox = { put: (tenant, message) => stored.put(tenant, message.type, message) };
  const events = new ExportEvents(eventLog);
  const timeline = new Timeline(outbox);
  const runs = new RunStore(database);
  const queue = new RunQueue(services.queue, database);
  await queue.define();
  const journal = new RunJournal(events, timeline);
  return {
    locker,
    outbox,
    events,
    timeline,
    keys: createFileTenantKeyStore({ folder: join(config.dataDir, 'keys', 'tenants'), now: () => new Date() }),
    recipientKeys: createEmbeddedRecipientKeys(createKeyFolder(join(config.dataDir, 'kms'))),
    documents: new DocumentStore(database),
    importRequests: new ImportRequests(database),
    policies: new PolicyStore(database),
    snapshots: new PolicySnapshotStore(database),
    profiles: new ProfileService(database, new ProfileStore(database), events, timeline),
    runs,
    queue,
    journal,
    service: new RunService(database, runs, queue, journal, new Holdings(locker, logger)),
    close: () => stored.close(),
  };
}
