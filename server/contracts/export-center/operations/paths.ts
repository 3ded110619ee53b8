import { z } from 'zod';
import { profileId, runId } from '../../values.ts';

export const root = '/api/export';
export const profileParams = z.strictObject({ id: profileId });
export const runParams = z.strictObject({ id: runId });
