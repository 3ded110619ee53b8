import { z } from 'zod';
import { timestamp } from '../values.ts';
import { evidenceKinds } from './kinds.ts';

export const refusedDocument = z.strictObject({ path: z.string(), reason: z.string() });

/** What the latest import of a tenant's evidence folder did. */
export const importReport = z.strictObject({
  startedAt: timestamp,
  finishedAt: timestamp,
  generation: z.int(),
  imported: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  removed: z.int(),
  refused: z.array(refusedDocument),
  /** How many were refused in all; `refused` names the first 1,000. */
  refusedTotal: z.int(),
});

export type ImportReport = z.output<typeof importReport>;

export const startedImport = z.strictObject({ startedAt: timestamp });

export const evidenceSources = z.strictObject({
  generation: z.int(),
  counts: z.record(z.enum(evidenceKinds), z.int()),
  formats: z.array(
    z.strictObject({ kind: z.enum(evidenceKinds), format: z.string(), formatVersion: z.string(), count: z.int() }),
  ),
  /** Modification time of the newest document; null while there is none. */
  newestDocumentAt: timestamp.nullable(),
  lastImport: importReport.nullable(),
});

export type EvidenceSources = z.output<typeof evidenceSources>;
