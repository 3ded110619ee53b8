import type { BrowserContext } from '@playwright/test';
import { recordPages } from './page-state.ts';

/** Chromium reports each refused request; what the console makes of a refusal is what the journeys look at. */
const refusedRequest = /^Failed to load resource: the server responded with a status of 4\d\d/;

/** Chromium's own report may come late or summed up; the event names each violation, its directive and its source. */
const tellViolations = `document.addEventListener('securitypolicyviolation', (violation) =>
  console.error('securitypolicyviolation', violation.effectiveDirective, violation.blockedURI, violation.sourceFile));`;

/** How often the state of the tabs is looked at. */
const everyMs = 1_000;

/** What went wrong in the pages of a browser, as far as the browser noticed. */
export interface Watch {
  readonly errors: readonly string[];
  /** Takes the last look at the tabs. */
  stop(): Promise<void>;
}

/**
 * Records the state of all tabs of a context once a second, and collects errors that they log or throw and what breaks
 * their security policy.
 */
export async function watch(context: BrowserContext): Promise<Watch> {
  const errors: string[] = [];
  context.on('weberror', (thrown) => errors.push(thrown.error().stack ?? thrown.error().message));
  context.on('console', (message) => {
    if (message.type() === 'error' && !refusedRequest.test(message.text())) errors.push(message.text());
  });
  await context.addInitScript({ content: tellViolations });
  let looking = Promise.resolve();
  const look = () => (looking = looking.then(() => recordPages(context)));
  const timer = setInterval(() => void look(), everyMs);
  return {
    errors,
    async stop() {
      clearInterval(timer);
      await look();
    },
  };
}
