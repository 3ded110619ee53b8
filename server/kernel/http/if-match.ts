import type { Request } from 'express';
import { AppError } from './errors.ts';

/** The revision in `If-Match: "<revision>"`. @throws AppError ERR_PRECONDITION_REQUIRED, ERR_VALIDATION */
export function requireIfMatch(request: Request): number {
  const given = request.get('if-match');
  if (given === undefined) {
    throw new AppError('ERR_PRECONDITION_REQUIRED', 'Say in If-Match which revision you read, as in If-Match: "3".', {
      details: [{ path: 'header.if-match', message: 'is required' }],
    });
  }
  const revision = /^"(\d{1,9})"$/.exec(given)?.[1];
  if (revision === undefined) {
    throw new AppError('ERR_VALIDATION', 'If-Match must be one revision in quotes, as in If-Match: "3".', {
      details: [{ path: 'header.if-match', message: 'must be one revision in quotes' }],
    });
  }
  return Number(revision);
}

/** @throws AppError ERR_REVISION where the object has moved on. */
export function refuseOldRevision(ifMatch: number, current: number): void {
  if (ifMatch === current) return;
  throw new AppError('ERR_REVISION', `Revision ${ifMatch} is not the current one, which is ${current}. Read it again.`);
}
