import { join } from 'node:path';
import { describeSameBytes } from './testing/describe-same-bytes.ts';

describeSameBytes('every kind of bundle', () => join(import.meta.dirname, '../sources/sample/acme'));
