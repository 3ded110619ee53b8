import { type RunErrorCode } from '../../contracts/errors.ts';
import { type RunError } from '../../contracts/export-center/run.ts';

/** Why a step of a run failed. `message` is written for the operator and names the record or file concerned. */
export class ExportError extends Error {
  override readonly name = 'ExportError';
  readonly code: RunErrorCode;
  /** The run that would repair it. */
  readonly action: RunError['action'];

  constructor(
    code: RunErrorCode,
    message: string,
    { action = null, ...options }: ErrorOptions & { action?: RunError['action'] } = {},
  ) {
    super(message, options);
    this.code = code;
    this.action = action;
  }
}
