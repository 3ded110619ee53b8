import { computed, inject, Service, signal } from '@angular/core';
import type { OwnSession } from '../../../server/contracts/bff/own-sessions.ts';
import { ConsoleSessionClient } from '../session/console-session.client.ts';
import type { FreshAction } from '../session/fresh-action/fresh-action.ts';
import { FreshActions } from '../session/fresh-action/fresh-actions.ts';
import { Notices } from '../shared/ui/notices/notices.ts';
import { Clock } from '../shared/util/clock.ts';
import { toPageError } from '../shared/util/page-error.ts';
import { plural } from '../shared/util/quantities.ts';

/** A session as its person sees it, and until when it lasts if nothing is done in it. */
export interface ListedSession extends OwnSession {
  /** RFC 3339. */
  readonly endsAt: string;
}

/** "My sessions": those of all browsers of the person, and how to end what is not theirs any more. */
@Service({ autoProvided: false })
export class OwnSessionsStore {
  readonly #client = inject(ConsoleSessionClient);
  readonly #freshActions = inject(FreshActions);
  readonly #notices = inject(Notices);
  readonly #clock = inject(Clock);
  readonly #ending = signal(false);

  readonly loaded = this.#client.ownSessions();
  readonly ending = this.#ending.asReadonly();

  /** Without those that have ended since they were read. */
  readonly sessions = computed((): readonly ListedSession[] =>
    (this.loaded.value()?.items ?? [])
      .map((session) => ({ ...session, endsAt: earlier(session.idleExpiresAt, session.absoluteExpiresAt) }))
      .filter(({ endsAt }) => Date.parse(endsAt) > this.#clock.now()),
  );
  readonly others = computed(() => this.sessions().filter(({ current }) => !current));

  /** What can be done here, by the names under which a sign-in finds it again. */
  readonly #actions = computed(
    (): ReadonlyMap<string, () => Promise<void>> =>
      new Map([
        ...(this.others().length > 0 ? [[endingOfOthers(1).name, () => this.endOthers()] as const] : []),
        ...this.others().map((session) => [endingOf(session).name, () => this.end(session)] as const),
      ]),
  );

  constructor() {
    this.#freshActions.resume(
      () => (this.loaded.value() === undefined ? undefined : [...this.#actions().keys()]),
      (name) => void this.#actions().get(name)?.(),
    );
  }

  async end(session: OwnSession): Promise<void> {
    await this.#perform(endingOf(session), async () => {
      await this.#client.endSession(session.sessionId);
      return `The session “${session.label}” is ended`;
    });
  }

  async endOthers(): Promise<void> {
    await this.#perform(endingOfOthers(this.others().length), async () => {
      const { ended } = await this.#client.endOtherSessions();
      return plural(ended, { one: '# other session is ended', other: '# other sessions are ended' });
    });
  }

  async #perform(action: FreshAction, call: () => Promise<string>): Promise<void> {
    // The buttons stay focusable while it lasts, and are then still pressed.
    if (this.#ending()) return;
    try {
      const outcome = await this.#freshActions.perform(action, () => this.#whileEnding(call));
      if (outcome !== undefined) this.#notices.succeeded(outcome);
    } catch (cause) {
      const error = toPageError(cause);
      if (error.code === 'ERR_NOT_FOUND') this.#notices.succeeded('The session had ended already');
      else this.#notices.failed('The session was not ended', error);
    }
  }

  async #whileEnding(call: () => Promise<string>): Promise<string> {
    this.#ending.set(true);
    try {
      return await call();
    } finally {
      this.#ending.set(false);
      this.loaded.reload();
    }
  }
}

function endingOf({ sessionId, label }: OwnSession): FreshAction {
  return {
    name: `profile/sessions/${sessionId}/end`,
    needsReason: false,
    heading: `End the session “${label}”?`,
    consequence: 'That browser is signed out within two seconds: its live views stop, and its downloads are cut.',
    verb: 'End session',
  };
}

function endingOfOthers(count: number): FreshAction {
  return {
    name: 'profile/sessions/end-others',
    needsReason: false,
    heading: plural(count, { one: 'End your other session?', other: 'End your # other sessions?' }),
    consequence: plural(count, {
      one: 'That browser is signed out within two seconds: its live views stop, and its downloads are cut. You stay signed in here.',
      other:
        '# browsers are signed out within two seconds: their live views stop, and their downloads are cut. You stay signed in here.',
    }),
    verb: plural(count, { one: 'End session', other: 'End # sessions' }),
  };
}

function earlier(one: string, other: string): string {
  return Date.parse(one) <= Date.parse(other) ? one : other;
}
