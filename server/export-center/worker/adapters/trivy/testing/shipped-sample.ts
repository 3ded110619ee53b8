import { readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { evidenceKinds } from '../../../../../contracts/export-center/kinds.ts';
import { type EvidenceRecord } from '../../../evidence-record.ts';
import { recordOf } from '../../../testing/sample-records.ts';

const sample = resolve(import.meta.dirname, '../../../../sources/sample');

/** The documents of a tenant of the shipped sample. */
export async function sampleOf(tenant: string): Promise<EvidenceRecord[]> {
  return readEvidence(join(sample, tenant));
}

/** The documents of an evidence folder, named by their files. */
export async function readEvidence(folder: string): Promise<EvidenceRecord[]> {
  const records: EvidenceRecord[] = [];
  for (const kind of evidenceKinds) {
    for (const name of (await readdir(join(folder, kind))).sort()) {
      const content = await readFile(join(folder, kind, name), 'utf8');
      records.push(recordOf({ kind, id: name.replace(/(?:\.cdx|\.openvex)?\.json$/, ''), source: 'sample', content }));
    }
  }
  return records;
}
