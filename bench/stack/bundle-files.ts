import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '../../server/contracts/export-center/run.ts';
import type { ExportStack } from './start-export.ts';

/** The file in the object store that holds the bundle of a run. @throws where there is none */
export async function bundleFileOf({ dataDir }: ExportStack, { runId, bundle }: Run): Promise<string> {
  const hex = bundle?.sha256.replace('sha256:', '') ?? '';
  const objects = await readdir(join(dataDir, 'objects'), { recursive: true });
  const file = hex === '' ? undefined : objects.find((path) => path.includes(hex));
  if (file === undefined) throw new Error(`The bundle of ${runId} is not in the object store`);
  return join(dataDir, 'objects', file);
}
