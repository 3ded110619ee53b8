import type { RunErrorCode } from '../../../../server/contracts/errors.ts';

/** Why a run failed, in as few words as a table or an axis has room for. */
export const wordOfRunError: Readonly<Record<RunErrorCode, string>> = {
  ERR_EXPORT_UNSUPPORTED_SCHEMA: 'Unknown schema',
  ERR_EXPORT_BASE_MISSING: 'Base missing',
  ERR_EXPORT_EMPTY: 'Nothing to pack',
  ERR_EXPORT_SOURCE: 'Source unreadable',
  adapter: 'Adapter failed',
  encryption: 'Encryption failed',
  signing: 'Signing failed',
  verification: 'Verification failed',
  distribution: 'Distribution failed',
  timeout: 'Timeout',
  internal: 'Internal error',
};
