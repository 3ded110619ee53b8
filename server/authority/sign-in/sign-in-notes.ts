import { Counter } from 'prom-client';
import type { Logger } from '../../kernel/logging/logger.ts';
import type { Metrics } from '../../kernel/metrics/metrics.ts';

/** What is told of each attempt to sign in: a log line and `authority_sign_ins_total{outcome}`. */
export interface SignInNotes {
  succeeded(subject: string): void;
  /** Without the name that was typed: people type their password there. */
  failed(): void;
  refused(): void;
}

export function createSignInNotes(logger: Logger, { registry }: Metrics): SignInNotes {
  const signIns = new Counter({
    name: 'authority_sign_ins_total',
    help: 'Attempts to sign in at the embedded authority',
    labelNames: ['outcome'] as const,
    registers: [registry],
  });
  const event = 'sign-in';

  return {
    succeeded(subject) {
      signIns.inc({ outcome: 'ok' });
      logger.info({ event, outcome: 'ok', subject }, 'signed in');
    },
    failed() {
      signIns.inc({ outcome: 'failed' });
      logger.warn({ event, outcome: 'failed', reason: 'wrong user name or password' }, 'sign-in failed');
    },
    refused() {
      signIns.inc({ outcome: 'refused' });
      logger.warn({ event, outcome: 'refused', reason: 'too many attempts' }, 'sign-in refused');
    },
  };
}
