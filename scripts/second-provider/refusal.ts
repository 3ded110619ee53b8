import assert from 'node:assert/strict';
import type { ErrorCode } from '../../server/contracts/errors.ts';
import type { Answer } from './person.ts';

/** @throws AssertionError unless the answer is a refusal with this code */
export function expectRefusal({ status, body }: Answer, expected: { status: number; code: ErrorCode }): void {
  const { code } = (body ?? {}) as { readonly code?: unknown };
  assert.deepEqual({ status, code }, expected);
}
