import type { Request } from 'express';
import type { Operation } from '../../contracts/operation.ts';
import { AppError } from './errors.ts';
import { validate } from './validate.ts';

/** The path's parameters. One that cannot be the name of anything is answered like one that names nothing. */
export function readParams(operation: Operation, request: Request): object {
  const given = Object.entries(request.params).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join('/') : value,
  ]);
  const read = operation.params?.safeParse(Object.fromEntries(given));
  if (read?.success === false) throw new AppError('ERR_NOT_FOUND', 'There is nothing of this name here.');
  return read?.data ?? {};
}

/** The query without `tenant`, which stands there for callers that cannot send a header. */
export function readQuery(operation: Operation, request: Request): object {
  const given = Object.entries(request.query).filter(([name]) => name !== 'tenant');
  if (operation.query) return validate(operation.query, Object.fromEntries(given), 'query');
  if (given.length === 0) return {};
  throw new AppError('ERR_VALIDATION', 'This operation takes no parameters.', {
    details: given.slice(0, 50).map(([name]) => ({ path: `query.${name.slice(0, 64)}`, message: 'is not known' })),
  });
}
