import { createHash } from 'node:crypto';
import type { BundleRegistration, EvidenceBundle, PruneClaim } from '../../contracts/evidence-locker/bundle.ts';
import type { Hold, HoldDraft, HoldScope } from '../../contracts/evidence-locker/hold.ts';
import type { TimelineEvent, TimelineVerification } from '../../contracts/evidence-locker/timeline.ts';
import type { Page } from '../../contracts/lists.ts';
import type { Answered, LockerCaller, OperatorHeaders } from './locker-caller.ts';

export interface TrialCallers {
  /** May place holds. */
  readonly responder: LockerCaller;
  /** May read. */
  readonly viewer: LockerCaller;
  /** The Export Center's service identity. */
  readonly exporter: LockerCaller;
}

/** A tenant of its own for one spec, with the steps that many specs begin with. */
export class TrialTenant {
  readonly name: string;
  readonly responder: LockerCaller;
  readonly viewer: LockerCaller;
  readonly exporter: LockerCaller;

  constructor(name: string, { responder, viewer, exporter }: TrialCallers) {
    this.name = name;
    this.responder = responder;
    this.viewer = viewer;
    this.exporter = exporter;
  }

  async register(number: number, change: Partial<BundleRegistration> = {}): Promise<EvidenceBundle> {
    const { status, body } = await this.exporter.post<EvidenceBundle>('/evidence/bundles', {
      ...registrationOf(number),
      ...change,
    });
    expect(status).withContext(JSON.stringify(body)).toBe(201);
    return body;
  }

  place(scope: HoldScope, change: Partial<HoldDraft> = {}, headers: OperatorHeaders = {}): Promise<Answered<Hold>> {
    return this.responder.post<Hold>('/evidence/holds', holdDraftOf(scope, change), {
      reason: 'Court order 17',
      ...headers,
    });
  }

  claim({ digest, source }: EvidenceBundle): Promise<Answered<PruneClaim>> {
    return this.exporter.post('/evidence/prune-claims', { digest, runId: source.runId, reason: 'retention' });
  }

  async endClaim(claimId: string, outcome: 'deleted' | 'abandoned'): Promise<number> {
    return (await this.exporter.delete(`/evidence/prune-claims/${claimId}?outcome=${outcome}`)).status;
  }

  async bundle(bundleId: string): Promise<EvidenceBundle> {
    return (await this.viewer.get<EvidenceBundle>(`/evidence/bundles/${bundleId}`)).body;
  }

  async hold(holdId: string): Promise<Hold> {
    return (await this.viewer.get<Hold>(`/evidence/holds/${holdId}`)).body;
  }

  async timeline(query = ''): Promise<readonly TimelineEvent[]> {
    const { body } = await this.viewer.get<Page<TimelineEvent>>(`/evidence/timeline?sort=seq&limit=200${query}`);
    return body.items;
  }

  async verifyTimeline(): Promise<TimelineVerification> {
    return (await this.viewer.get<TimelineVerification>('/evidence/timeline/verify')).body;
  }
}

/** The registration of the `number`th bundle: run, digest and times follow from it. */
export function registrationOf(number: number): BundleRegistration {
  const hex = createHash('sha256').update(`bundle ${number}`).digest('hex');
  const runId = runIdOf(number);
  return {
    kind: 'export',
    digest: `sha256:${hex}`,
    bytes: 1_000 + number,
    fileName: `${runId}.tar.zst`,
    objectRef: `bundles/${hex.slice(0, 2)}/${hex}`,
    runId,
    profileId: 'prof-trial1',
    createdAt: new Date(Date.UTC(2026, 0, 1, 0, number)).toISOString(),
    purgeAfter: new Date(Date.UTC(2030, 0, 1, 0, -number)).toISOString(),
  };
}

export function runIdOf(number: number): string {
  return `run-20260101-${String(number).padStart(2, '0')}`;
}

export function holdDraftOf(scope: HoldScope, change: Partial<HoldDraft> = {}): HoldDraft {
  return { name: 'Payment outage', caseId: 'CASE-7', scope, reviewAt: '2099-01-01T00:00:00.000Z', ...change };
}
