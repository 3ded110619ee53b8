import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * The folder of real evidence that lies beside the project (`EVIDENCE_FIXTURES`, default `../shared/data/evidence`); makes the
 * running spec pending where there is none. Nothing of it is ever committed.
 */
export function requireEvidenceFixtures(): string {
  const project = resolve(import.meta.dirname, '../..');
  const folder = process.env['EVIDENCE_FIXTURES'] ?? resolve(project, '../shared/data/evidence');
  if (!existsSync(folder)) pending(`no evidence at ${folder}; set EVIDENCE_FIXTURES`);
  return folder;
}
