import { createProfile, exportCenterOperations, submitRun } from '../contracts/export-center/operations.ts';
import { exportCenterScopes } from '../contracts/scopes.ts';
import { roles } from '../contracts/roles.ts';
import { ownTenant, type AttackedService } from '../testing/service-security/attacked-service.ts';
import { describeServiceSecurity } from '../testing/service-security/describe-service-security.ts';
import { draftOf, revisionOf } from './testing/drafts.ts';

const draft = draftOf();

describeServiceSecurity('Export Center', {
  role: 'export-center',
  audience: 'urn:stellaops:export-center',
  urlOf: ({ exportCenterUrl }) => exportCenterUrl,
  operations: exportCenterOperations,
  scopes: exportCenterScopes,
  requests: {
    createProfile: { body: draft },
    reviseProfile: { body: revisionOf(draft) },
    cloneProfile: { body: { name: 'a-copy' } },
    dryRunDraft: { body: draft },
    submitRun: { body: { profileId: 'prof-0000' } },
  },
  async makeObjects(service: AttackedService, tenant: string) {
    const who = { tenants: { [tenant]: roles } };
    const headers = { 'X-Stella-Tenant': tenant };
    const make = async (...[operation, body]: [typeof createProfile | typeof submitRun, object]) => {
      const { status, text } = await service.callAs(who, operation, { headers, body });
      expect(status).withContext(text).toBeLessThan(300);
      return JSON.parse(text) as { profileId: string; runId: string };
    };
    const { profileId } = await make(createProfile, draftOf());
    // Runs are numbered by tenant: the other's last one has a number that ours have not reached.
    let runId = '';
    for (let count = 0; count < (tenant === ownTenant ? 1 : 20); count++)
      ({ runId } = await make(submitRun, { profileId }));
    return { '/api/export/profiles/': profileId, '/api/export/runs/': runId };
  },
});
