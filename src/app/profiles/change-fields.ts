import type { FieldTree, ReadonlyFieldTree } from '@angular/forms/signals';
import type { ChangeRecord } from '../../../server/contracts/export-center/profile.ts';

const mebibyte = 1024 * 1024;

/** The change record of a revision as the form holds it. */
export interface ChangeFields {
  impact: string;
  expectedMebibytes: number | null;
  ticket: string;
}

/** `expectedBytes`: a first guess, mostly the size of the latest bundle. */
export function newChangeFields(expectedBytes: number | undefined): ChangeFields {
  return { impact: '', expectedMebibytes: expectedBytes === undefined ? null : mebibytesOf(expectedBytes), ticket: '' };
}

export function changeRecordOf({ impact, expectedMebibytes, ticket }: ChangeFields): ChangeRecord {
  return {
    impact: impact.trim(),
    expectedBundleBytes: expectedMebibytes === null ? Number.NaN : Math.round(expectedMebibytes * mebibyte),
    ...(ticket.trim() !== '' && { ticket: ticket.trim() }),
  };
}

/** The field that a path of the contract is typed in; undefined for what the form does not hold. */
export function changeFieldAt(
  fields: FieldTree<ChangeFields> | ReadonlyFieldTree<ChangeFields>,
  path: string,
): ReadonlyFieldTree<unknown> | undefined {
  switch (path) {
    case 'impact':
      return fields.impact;
    case 'expectedBundleBytes':
      return fields.expectedMebibytes;
    case 'ticket':
      return fields.ticket;
    default:
      return undefined;
  }
}

/** One digit after the point. */
function mebibytesOf(bytes: number): number {
  return Math.max(0.1, Math.round((bytes / mebibyte) * 10) / 10);
}
