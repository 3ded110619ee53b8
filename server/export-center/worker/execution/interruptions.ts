/** Another worker has taken the run over, or it ended otherwise: this one must stop without a trace. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/** Someone asked for the run to be cancelled. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
}
