import { AppError } from '../../kernel/http/errors.ts';
import type { NamedHold } from '../holds/coverage-store.ts';

const namedAtMost = 3;

/** `ERR_HELD` for a bundle: the message names the first holds, the details name them all. */
export function heldError(fileName: string, holds: readonly NamedHold[]): AppError {
  const named = holds.slice(0, namedAtMost).map(({ holdId, name }) => `“${name}” (${holdId})`);
  const more = holds.length - named.length;
  const list = `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return new AppError('ERR_HELD', `${fileName} is under legal hold: ${list}. It cannot be deleted until released.`, {
    details: holds.map(({ holdId, name }) => ({ path: `hold.${holdId}`, message: name })),
  });
}
