import { type EvidenceRecord } from '../../../evidence-record.ts';
import { recordOf } from '../../../testing/sample-records.ts';

/** A CycloneDX document as a record of the evidence. */
export function sbomRecord(id: string, timestamp: string, components: readonly object[]): EvidenceRecord {
  const metadata = { timestamp, component: { type: 'application', name: 'app', version: '1.0.0' } };
  const content = JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    serialNumber: id,
    metadata,
    components,
  });
  return recordOf({ kind: 'sboms', id, source: 'ci', subject: 'app@1.0.0', content });
}

/** A Maven component, with its SHA-1 where there is one. */
export function javaComponent(group: string, name: string, version: string, sha1?: string): object {
  const hashes = sha1 === undefined ? [] : [{ alg: 'SHA-1', content: sha1 }];
  return { type: 'library', group, name, version, purl: `pkg:maven/${group}/${name}@${version}?type=jar`, hashes };
}
