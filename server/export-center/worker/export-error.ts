import { type RunErrorCode } from '../../contracts/errors.ts';

/** Why a step of a run failed. `message` is written for the operator and names the record or file concerned. */
export class ExportError extends Error {
  override readonly name = 'ExportError';
  readonly code: RunErrorCode;

  constructor(code: RunErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
