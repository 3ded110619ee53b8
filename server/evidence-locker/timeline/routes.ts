import { appendTimelineEvent, listTimeline, verifyTimeline } from '../../contracts/evidence-locker/operations.ts';
import { route, type Route } from '../../kernel/http/route.ts';
import type { Timeline } from './timeline.ts';

export function timelineRoutes(timeline: Timeline): Route[] {
  return [
    route(listTimeline, ({ tenant, query: { limit, cursor, ...filter } }) =>
      timeline.list({ tenant, filter, limit, cursor }),
    ),
    route(verifyTimeline, ({ tenant }) => timeline.verify(tenant)),
    route(appendTimelineEvent, ({ tenant, body }) => timeline.submit(tenant, body)),
  ];
}
