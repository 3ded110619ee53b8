import type { Request } from 'express';
import { z } from 'zod';
import { AppError } from '../errors.ts';

const header = 'Idempotency-Key';
const uuid = z.uuid();

/** The key sent with a request. @throws AppError ERR_VALIDATION where a required one is missing or it is no UUID. */
export function idempotencyKey(declared: 'required' | 'accepted', request: Request): string | undefined {
  const given = request.get(header);
  if (given === undefined && declared === 'accepted') return undefined;
  if (given !== undefined && uuid.safeParse(given).success) return given.toLowerCase();
  throw new AppError('ERR_VALIDATION', `Send a UUID in ${header}, a new one for each intention.`, {
    details: [{ path: 'header.idempotency-key', message: given === undefined ? 'is required' : 'must be a UUID' }],
  });
}
