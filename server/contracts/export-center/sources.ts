import { z } from 'zod';
import { timestamp } from '../values.ts';
import { evidenceKinds } from './kinds.ts';

export const refusedDocument = z.strictObject({ path: z.string(), reason: z.string() });

/** What the latest import of a tenant's evidence folder did; counts are of documents. */
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
  /** Documents of a format version that cannot be normalised: they are held raw, and left out of normalised records. */
  unsupported: z.array(refusedDocument),
  /** How many of them are held in all; `unsupported` names the first 1,000. */
  unsupportedTotal: z.int(),
  /** Why the import as a whole came to nothing; everything stays as it was then. Null where it did not. */
  failure: z.string().nullable(),
});

export type ImportReport = z.output<typeof importReport>;

/** An import under way, in whatever process. */
export const currentImport = z.strictObject({
  startedAt: timestamp,
  filesSeen: z.int(),
  /** Of the files that were read. */
  bytes: z.int(),
});

export type CurrentImport = z.output<typeof currentImport>;

export const startedImport = z.strictObject({ startedAt: timestamp });

export type StartedImport = z.output<typeof startedImport>;

export const evidenceSources = z.strictObject({
  generation: z.int(),
  counts: z.record(z.enum(evidenceKinds), z.int()),
  formats: z.array(
    z.strictObject({ kind: z.enum(evidenceKinds), format: z.string(), formatVersion: z.string(), count: z.int() }),
  ),
  /** Modification time of the newest document; null while there is none. */
  newestDocumentAt: timestamp.nullable(),
  lastImport: importReport.nullable(),
  currentImport: currentImport.nullable(),
});

export type EvidenceSources = z.output<typeof evidenceSources>;
