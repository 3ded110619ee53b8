import type { EvidenceBundle, PruneClaim } from '../contracts/evidence-locker/bundle.ts';
import type { Hold, HoldScope } from '../contracts/evidence-locker/hold.ts';
import {
  claimPrune,
  evidenceLockerOperations,
  placeHold,
  registerBundle,
} from '../contracts/evidence-locker/operations.ts';
import type { Operation } from '../contracts/operation.ts';
import { roles } from '../contracts/roles.ts';
import { evidenceLockerScopes } from '../contracts/scopes.ts';
import { ownTenant } from '../testing/service-security/attacked-service.ts';
import { describeServiceSecurity, serviceIdentity } from '../testing/service-security/describe-service-security.ts';
import { holdDraftOf, registrationOf, runIdOf } from './testing/trial-tenant.ts';

const scope: HoldScope = { type: 'run', runIds: [runIdOf(1)] };
const { digest, runId } = registrationOf(1);

describeServiceSecurity('Evidence Locker', {
  role: 'evidence-locker',
  audience: 'urn:stellaops:evidence-locker',
  urlOf: ({ evidenceLockerUrl }) => evidenceLockerUrl,
  operations: evidenceLockerOperations,
  scopes: evidenceLockerScopes,
  requests: {
    previewHold: { body: { scope } },
    placeHold: { body: holdDraftOf(scope) },
    registerBundle: { body: registrationOf(3) },
    claimPrune: { body: { digest, runId, reason: 'retention' } },
    endPruneClaim: { query: '?outcome=abandoned' },
    appendTimelineEvent: { body: {} },
  },
  async makeObjects(service, tenant) {
    const make = async <Made>(who: object, operation: Operation, body: object): Promise<Made> => {
      const headers = { 'X-Stella-Tenant': tenant };
      const { status, text } = await service.callAs(who, operation, { headers, body });
      expect(status).withContext(text).toBeLessThan(300);
      return JSON.parse(text) as Made;
    };
    const register = (number: number) => make<EvidenceBundle>(serviceIdentity, registerBundle, registrationOf(number));
    const first = tenant === ownTenant ? 1 : 11;
    const [held, free] = [await register(first), await register(first + 1)];
    const draft = holdDraftOf({ type: 'run', runIds: [runIdOf(first)] });
    const { holdId } = await make<Hold>({ tenants: { [tenant]: roles } }, placeHold, draft);
    const claim = { digest: free.digest, runId: runIdOf(first + 1), reason: 'retention' };
    const { claimId } = await make<PruneClaim>(serviceIdentity, claimPrune, claim);
    return {
      '/evidence/bundles/': held.bundleId,
      '/evidence/holds/': holdId,
      '/evidence/holdings/': held.digest,
      '/evidence/prune-claims/': claimId,
    };
  },
});
