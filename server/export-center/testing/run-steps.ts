import type { z } from 'zod';
import type { Profile } from '../../contracts/export-center/profile.ts';
import type { Run, runSubmission, SubmittedRun } from '../../contracts/export-center/run.ts';
import type { SseEvent } from '../../testing/sse-reader.ts';
import type { CenterCaller } from './center-caller.ts';
import { draftOf } from './drafts.ts';
import type { Person, TrialCenter } from './trial-center.ts';

type Submission = z.input<typeof runSubmission>;

const endings = new Set(['run.succeeded', 'run.failed', 'run.cancelled']);

/** A new profile of the person's tenant. */
export async function createProfile(
  center: TrialCenter,
  change: Parameters<typeof draftOf>[0] = {},
  { tenant }: Person = {},
): Promise<Profile> {
  const admin = await center.as({ role: 'tenant-admin', ...(tenant === undefined ? {} : { tenant }) });
  const { status, body } = await admin.post<Profile>('/api/export/profiles', draftOf(change));
  expect(status).withContext(JSON.stringify(body)).toBe(201);
  return body;
}

/** Submits a run and answers its id. */
export async function submit(operator: CenterCaller, submission: Submission): Promise<string> {
  const { status, body } = await operator.post<SubmittedRun>('/api/export/runs', submission);
  expect(status).withContext(JSON.stringify(body)).toBe(202);
  return body.runId;
}

/** Follows the events of a run until it has ended; answers the run and all of its events. */
export async function untilEnd(caller: CenterCaller, runId: string): Promise<{ run: Run; events: SseEvent[] }> {
  const events = await eventsUntil(caller, runId, ({ event }) => endings.has(event));
  return { run: await readRun(caller, runId), events };
}

/** The events of a run from its first one to the first that `isLast`. */
export async function eventsUntil(
  caller: CenterCaller,
  runId: string,
  isLast: (event: SseEvent) => boolean,
): Promise<SseEvent[]> {
  const stream = await caller.events(`/api/export/runs/${runId}/events`);
  const events: SseEvent[] = [];
  try {
    for (;;) {
      const [event] = await stream.take(1);
      if (!event) throw new Error('The stream gave no event');
      events.push(event);
      if (isLast(event)) return events;
    }
  } finally {
    stream.close();
  }
}

export async function readRun(caller: CenterCaller, runId: string): Promise<Run> {
  const { status, body } = await caller.get<Run>(`/api/export/runs/${runId}`);
  expect(status).withContext(JSON.stringify(body)).toBe(200);
  return body;
}

/** Runs a profile and expects it to succeed. */
export async function runToSuccess(
  operator: CenterCaller,
  submission: Submission,
): Promise<{ run: Run; events: SseEvent[] }> {
  const ended = await untilEnd(operator, await submit(operator, submission));
  expect(ended.run.status).withContext(JSON.stringify(ended.run.error)).toBe('succeeded');
  return ended;
}

/** The bytes of a run's bundle. */
export async function download(caller: CenterCaller, runId: string): Promise<Buffer> {
  const response = await caller.fetch(`/api/export/runs/${runId}/bundle`);
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}
