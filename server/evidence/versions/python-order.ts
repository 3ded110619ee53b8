import { compare, valid } from '@renovatebot/pep440';
import { createVersionOrder } from './version-order.ts';

/** PEP 440. Versions of other forms, which old packages have, cannot be ordered. */
export const pythonOrder = createVersionOrder((version) => valid(version.trim()) ?? undefined, compare);
