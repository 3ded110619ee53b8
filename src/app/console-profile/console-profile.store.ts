import { computed, inject, Service } from '@angular/core';
import { type Scope, scopes as everyScope } from '../../../server/contracts/scopes.ts';
import { ConsoleSessionStore } from '../session/console-session.store.ts';
import { FreshSignIn } from '../session/fresh-sign-in.ts';
import type { Status } from '../shared/ui/status/status.ts';
import { Clock } from '../shared/util/clock.ts';
import { formatCountdown, plural } from '../shared/util/quantities.ts';
import { bindingOfToken, statusOfToken } from './token-facts.ts';

/** Scopes of one API, as the page groups them. */
export interface ScopeGroup {
  readonly name: string;
  readonly scopes: readonly Scope[];
}

const groupNames: readonly { readonly name: string; readonly prefix: RegExp }[] = [
  { name: 'Console', prefix: /^ui\./ },
  { name: 'Exports', prefix: /^(?:export|orch):/ },
  { name: 'Evidence', prefix: /^(?:evidence|timeline|replay|service):/ },
];

/** What the console profile shows, derived from the session. */
@Service({ autoProvided: false })
export class ConsoleProfileStore {
  readonly #session = inject(ConsoleSessionStore);
  readonly #freshSignIn = inject(FreshSignIn);
  readonly #clock = inject(Clock);

  readonly profile = this.#session.profile;
  readonly tokenFacts = this.#session.tokenFacts;
  readonly tenants = this.#session.tenants;

  /** The page's line of state. */
  readonly summary = computed(() => {
    const profile = this.profile.value();
    if (profile === undefined) return '';
    const inTenants = plural(this.tenants().length, { one: '# tenant', other: '# tenants' });
    return plural(profile.scopes.length, {
      one: `# right in ${profile.tenant}, roles in ${inTenants}`,
      other: `# rights in ${profile.tenant}, roles in ${inTenants}`,
    });
  });

  readonly scopeGroups = computed((): readonly ScopeGroup[] => {
    const granted = new Set(this.profile.value()?.scopes);
    return groupNames
      .map(({ name, prefix }) => ({ name, scopes: everyScope.filter((s) => granted.has(s) && prefix.test(s)) }))
      .filter(({ scopes }) => scopes.length > 0);
  });

  /** How long dangerous actions need no new sign-in. */
  readonly freshSignIn = computed((): (Status & { readonly left: string }) | undefined => {
    const seconds = this.#freshSignIn.secondsLeft();
    if (seconds === undefined) return undefined;
    return seconds > 0
      ? { role: 'success', word: 'Fresh', left: formatCountdown(seconds) }
      : { role: 'neutral', word: 'Not fresh', icon: 'schedule', left: '' };
  });

  readonly tokens = computed(() =>
    (this.tokenFacts.value()?.tokens ?? []).map((token) => ({
      ...token,
      status: statusOfToken(token, this.#clock.now()),
      binding: bindingOfToken(token),
      scopeCount: plural(token.scopes.length, { one: '# scope', other: '# scopes' }),
    })),
  );
}
