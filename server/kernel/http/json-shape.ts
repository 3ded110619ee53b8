import { AppError } from './errors.ts';

const maximumDepth = 32;

/**
 * Refuses JSON that is nested so deep that code after it would overflow the stack, and members called `__proto__`,
 * which an assignment somewhere would turn into a prototype.
 * @throws AppError ERR_VALIDATION
 */
export function refuseHostileShape(value: unknown): void {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maximumDepth) throw hostile(`must not be nested deeper than ${maximumDepth} levels`);
    level = level.flatMap(membersOf);
  }
}

function membersOf(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Object.hasOwn(value, '__proto__')) throw hostile('must not hold a member named __proto__');
  return Object.values(value);
}

function hostile(message: string): AppError {
  return new AppError('ERR_VALIDATION', `The body ${message}.`, { details: [{ path: '', message }] });
}
