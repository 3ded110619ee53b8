import { createHash } from 'node:crypto';
import { AppError } from './errors.ts';

/** Where a page ended: the sort key of its last item and its id. */
export interface Position {
  readonly key: string | number;
  readonly id: string;
}

/** What a cursor is bound to: it is refused where any of these is another. */
export interface CursorBinding {
  readonly tenant: string;
  /** The query of the list without `cursor` and `limit`. */
  readonly filter: object;
}

/** An opaque cursor (base64url) that continues after `position` in the list that `binding` names. */
export function encodeCursor(binding: CursorBinding, position: Position): string {
  return Buffer.from(JSON.stringify([fingerprint(binding), position.key, position.id])).toString('base64url');
}

/**
 * The position in a cursor that `encodeCursor` made for the same binding.
 * @throws AppError ERR_VALIDATION for any other text.
 */
export function decodeCursor(binding: CursorBinding, cursor: string): Position {
  const [bound, key, id] = parse(cursor);
  if (
    bound !== fingerprint(binding) ||
    !(typeof key === 'string' || typeof key === 'number') ||
    typeof id !== 'string'
  ) {
    throw new AppError('ERR_VALIDATION', 'The cursor belongs to another list. Start again without it.', {
      details: [{ path: 'query.cursor', message: 'is not a cursor of this list, filter and sort' }],
    });
  }
  return { key, id };
}

function parse(cursor: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}

function fingerprint({ tenant, filter }: CursorBinding): string {
  const entries = Object.entries(filter)
    .filter(([name, value]) => name !== 'cursor' && name !== 'limit' && value !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([tenant, entries]))
    .digest('base64url')
    .slice(0, 16);
}
