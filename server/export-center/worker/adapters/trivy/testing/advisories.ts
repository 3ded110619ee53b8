import { type EvidenceRecord } from '../../../evidence-record.ts';
import { recordOf } from '../../../testing/sample-records.ts';

/** An OSV advisory as a record of the evidence. */
export function advisoryRecord(id: string, fields: object = {}, source = 'osv'): EvidenceRecord {
  const content = JSON.stringify({
    schema_version: '1.6.0',
    id,
    modified: '2025-10-01T00:00:00Z',
    affected: [],
    ...fields,
  });
  return recordOf({ kind: 'advisories', id, source, content });
}

/** An entry of `affected`: vulnerable from the first version to the one that repairs it. */
export function affects(ecosystem: string, name: string, fixed: string): object {
  return { package: { ecosystem, name }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed }] }] };
}
