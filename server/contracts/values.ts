import { z } from 'zod';

/** RFC 3339 UTC with milliseconds, as in `2026-11-22T03:10:00.000Z`. */
export const timestamp = z.iso.datetime({ precision: 3 }).meta({ description: 'RFC 3339 UTC with milliseconds' });

/** A digest as it stands in every answer: `sha256:` and 64 lower-case hex digits. */
export const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'must be sha256: and 64 lower-case hex digits');

/** Sizes are bytes. */
export const bytes = z.int().nonnegative();

export const tenantId = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/, 'must be a tenant id');

export const profileId = z.string().regex(/^prof-[a-z0-9]{4,32}$/, 'must look like prof-…');
export const runId = z.string().regex(/^run-\d{8}-\d{2,9}$/, 'must look like run-20251029-01');
/** Named after what it holds: the same policy over the same inputs is the same snapshot. */
export const policySnapshotId = z.string().regex(/^snap-[0-9a-f]{16}$/, 'must look like snap-0123456789abcdef');
export const holdId = z.string().regex(/^hold-[a-z0-9]{4,32}$/, 'must look like hold-…');
export const bundleId = z.string().regex(/^bndl-[a-z0-9]{4,32}$/, 'must look like bndl-…');
export const ulid = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'must be a ULID');

/**
 * Free text that a person typed: trimmed, without control characters other than line breaks and tabs, and without
 * lone surrogates, which have no UTF-8 and so neither a hash nor a place in the database.
 */
export function humanText(maximum: number): z.ZodString {
  return z
    .string()
    .trim()
    .max(maximum)
    .regex(/^(?:[^\p{Cc}\p{Cs}]|[\t\n\r])*$/u, 'must not contain control characters or broken Unicode');
}

/** A required line of text that a person typed. */
export function humanLine(maximum: number): z.ZodString {
  return humanText(maximum).min(1);
}
