/** How `mirror` and `stella` end, for scripts to act on (docs/offline-kit.md, "Exit codes"). */
export const exitCodes = {
  good: 0,
  /** The command line says something that cannot be done; nothing was read. */
  usage: 2,
  /** The bundle, or the mirror that was to be checked, is not what it must be. */
  refused: 3,
  /** The machine could not do it: a file cannot be read, the disk is full, another import is running. */
  failed: 4,
  /** Ctrl-C, as shells count it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An end that the person at the terminal can do something about; `message` says what is wrong and what to do. */
export class KitError extends Error {
  override readonly name = 'KitError';
  readonly exitCode: ExitCode;

  constructor(reason: 'usage' | 'refused' | 'failed', message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCodes[reason];
  }
}

/** `ENOENT`, `ENOSPC`, …; undefined for an error that is not the operating system's. */
export function systemCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return /^E[A-Z0-9]+$/.test(error.code) ? error.code : undefined;
}
