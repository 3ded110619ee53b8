import { streamEvidenceEvents } from '../../contracts/evidence-locker/operations.ts';
import type { EventLog } from '../../kernel/events/event-log.ts';
import { eventStream } from '../../kernel/http/event-stream.ts';
import { route, type Route } from '../../kernel/http/route.ts';

export function eventRoutes(log: EventLog): Route[] {
  return [route(streamEvidenceEvents, () => eventStream({ log }))];
}
