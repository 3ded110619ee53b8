import { join } from 'node:path';
import { requireEvidenceFixtures } from '../../testing/evidence-fixtures.ts';
import { describeSameBytes } from './testing/describe-same-bytes.ts';

describeSameBytes('every kind of bundle of real evidence', () => join(requireEvidenceFixtures(), 'acme'));
