import {
  cancelRun,
  deleteBundle,
  downloadArtifact,
  downloadBundle,
  getRun,
  getRunManifest,
  getRunProvenance,
  headArtifact,
  headBundle,
  listRunArtifacts,
  listRuns,
  retryRun,
  streamEvents,
  streamRunEvents,
  submitRun,
  verifyRun,
} from '../../contracts/export-center/operations.ts';
import type { EventLog } from '../../kernel/events/event-log.ts';
import { eventStream } from '../../kernel/http/event-stream.ts';
import { textReply, type SelfWritingReply } from '../../kernel/http/reply.ts';
import { route, routeReachingOut, type Route } from '../../kernel/http/route.ts';
import { actorOf } from '../actor.ts';
import { type DeleteServices, deleteBundle as deleteRunBundle } from './delete-bundle.ts';
import { downloadArtifact as sendRunArtifact, downloadProvenance } from './download-artifact.ts';
import { downloadBundle as sendRunBundle } from './download-bundle.ts';
import type { RunService } from './run-service.ts';
import { type SubmitServices, submitRun as submit } from './submit-run.ts';
import { type VerifyServices, verifyRun as verify } from './verify-run.ts';

export interface RunRouteServices extends SubmitServices, DeleteServices, VerifyServices {
  readonly service: RunService;
  readonly eventLog: EventLog;
}

interface BundleCall {
  readonly tenant: string;
  readonly params: { readonly id: string };
}

interface ArtifactCall {
  readonly tenant: string;
  readonly params: { readonly id: string; readonly path: string };
}

export function runRoutes(services: RunRouteServices): Route[] {
  const { service, eventLog, objects } = services;

  const sendBundle = async ({ tenant, params }: BundleCall): Promise<SelfWritingReply> =>
    sendRunBundle(objects, await service.row(tenant, params.id));
  const sendArtifact = async ({ tenant, params }: ArtifactCall): Promise<SelfWritingReply> =>
    sendRunArtifact(services, await service.row(tenant, params.id), params.path);

  return [
    route(submitRun, (call) => submit(services, actorOf(call), call.body)),
    route(listRuns, ({ tenant, query: { limit, cursor, ...filter } }) =>
      service.list({ tenant, filter, limit, cursor }),
    ),
    route(getRun, ({ tenant, params }) => service.get(tenant, params.id)),
    route(cancelRun, (call) => service.cancel(actorOf(call), call.params.id)),
    route(retryRun, (call) => service.retry(actorOf(call), call.params.id)),
    route(verifyRun, (call) => verify(services, actorOf(call), call.params.id, call.signal)),
    route(streamEvents, () => eventStream({ log: eventLog })),
    route(streamRunEvents, async ({ tenant, params }) => {
      await service.row(tenant, params.id);
      return eventStream({ log: eventLog, subject: params.id });
    }),
    route(getRunManifest, async ({ tenant, params }) =>
      textReply(await service.manifest(tenant, params.id), 'application/json'),
    ),
    route(getRunProvenance, async ({ tenant, params }) =>
      downloadProvenance(objects, await service.row(tenant, params.id)),
    ),
    route(downloadArtifact, sendArtifact),
    route(headArtifact, sendArtifact),
    route(listRunArtifacts, ({ tenant, params }) => service.artifacts(tenant, params.id)),
    route(downloadBundle, sendBundle),
    route(headBundle, sendBundle),
    routeReachingOut(deleteBundle, (call) => deleteRunBundle(services, actorOf(call), call.params.id)),
  ];
}
