import { type RunErrorCode } from '../../contracts/errors.ts';
import { type RunError } from '../../contracts/export-center/run.ts';

export interface ExportErrorOptions extends ErrorOptions {
  readonly action?: RunError['action'];
  readonly isLasting?: boolean;
}

/** Why a step of a run failed. `message` is written for the operator and names the record or file concerned. */
export class ExportError extends Error {
  override readonly name = 'ExportError';
  readonly code: RunErrorCode;
  /** The run that would repair it. */
  readonly action: RunError['action'];
  /** Another attempt would fail of the same, whatever the code says in general. */
  readonly isLasting: boolean;

  constructor(code: RunErrorCode, message: string, options: ExportErrorOptions = {}) {
    const { action = null, isLasting = false, ...rest } = options;
    super(message, rest);
    this.code = code;
    this.action = action;
    this.isLasting = isLasting;
  }
}
