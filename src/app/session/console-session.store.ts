import { computed, inject, Service, signal } from '@angular/core';
import type { Session, Tenant } from '../../../server/contracts/bff/session.ts';
import { grantedScopes } from '../../../server/contracts/roles.ts';
import { type Scope, scopes } from '../../../server/contracts/scopes.ts';
import { Notices } from '../shared/ui/notices/notices.ts';
import { BrowserLocation } from '../shared/util/browser-location.ts';
import { type PageError, toPageError } from '../shared/util/page-error.ts';
import { ConsoleSessionClient } from './console-session.client.ts';
import { ReturnAddress } from './return-address.ts';
import { SelectedTenant } from './selected-tenant.ts';

/** `ended`: was signed in on this page and is no longer. `failed`: not known, because reading it failed. */
export type SessionState = 'loading' | 'failed' | 'signed-out' | 'ended' | 'signed-in';

export type SignedIn = Extract<Session, { authenticated: true }>;

/**
 * Who is signed in, in which tenant, with which rights. What belongs to one tenant (profile, token facts, everything made
 * by `tenantResource`) is read again and the old forgotten as soon as another is selected.
 */
@Service()
export class ConsoleSessionStore {
  readonly #client = inject(ConsoleSessionClient);
  readonly #selected = inject(SelectedTenant);
  readonly #notices = inject(Notices);
  readonly #location = inject(BrowserLocation);
  readonly #returnAddress = inject(ReturnAddress);

  readonly #state = signal<SessionState>('loading');
  readonly #session = signal<SignedIn | undefined>(undefined);
  readonly #tenants = signal<readonly Tenant[]>([]);
  readonly #error = signal<PageError | undefined>(undefined);
  readonly #requestedTenant = signal<string | undefined>(undefined);
  readonly #tokenFactsWanted = signal(false);
  readonly #signingOut = signal(false);
  /** As the BFF has it: what a URL without a tenant leads to. */
  #recordedTenant: string | null = null;
  #loading: Promise<void> | undefined;

  readonly state = this.#state.asReadonly();
  readonly error = this.#error.asReadonly();
  readonly session = this.#session.asReadonly();
  /** The server is being told; it clears what the browser has kept before it answers. */
  readonly signingOut = this.#signingOut.asReadonly();
  readonly tenants = this.#tenants.asReadonly();
  /** As the URL names it, whether or not it is one of the person's. */
  readonly requestedTenant = this.#requestedTenant.asReadonly();
  /** Undefined where the URL names a tenant that the person has no role in: nothing is asked about such a tenant. */
  readonly tenantId = this.#selected.id;
  readonly tenant = computed(() => this.#tenants().find(({ id }) => id === this.tenantId()));
  readonly profile = this.#client.profile();
  readonly tokenFacts = this.#client.tokenFacts(this.#tokenFactsWanted);

  /** What the person may do here: as the profile says, until then as the roles say. The services decide by themselves. */
  readonly scopes = computed((): ReadonlySet<Scope> => {
    const profile = this.profile.value();
    return profile ? new Set(profile.scopes) : grantedScopes(scopes, this.tenant()?.roles ?? []);
  });

  has(scope: Scope): boolean {
    return this.scopes().has(scope);
  }

  /** Reads the session once; later calls wait for that reading. */
  load(): Promise<void> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  /** Reads the session from the beginning, after `failed`. */
  reload(): Promise<void> {
    this.#state.set('loading');
    this.#loading = this.#load();
    return this.#loading;
  }

  /** Where to go when the URL names no tenant; undefined when the person has a role in none. */
  startTenant(): string | undefined {
    return (this.#tenants().find(({ id }) => id === this.#recordedTenant) ?? this.#tenants()[0])?.id;
  }

  /** Follows the URL. The switch is recorded at the BFF; failing to record it does not undo it. */
  selectTenant(id: string): void {
    this.#requestedTenant.set(id);
    const known = this.#tenants().some((tenant) => tenant.id === id);
    if (known && id === this.tenantId()) return;
    this.#tokenFactsWanted.set(false);
    this.#selected.select(known ? id : undefined);
    if (known && id !== this.#recordedTenant) void this.#recordTenant(id);
  }

  /** Token facts are read only for the page that shows them. */
  readTokenFacts(): void {
    if (this.#tokenFactsWanted()) this.tokenFacts.reload();
    else this.#tokenFactsWanted.set(true);
  }

  /** Reads how long the session lasts; another tab may have prolonged or ended it. */
  async refresh(): Promise<void> {
    await this.#follow(() => this.#client.session());
  }

  async extend(): Promise<void> {
    await this.#follow(() => this.#client.extend());
  }

  /** The server no longer knows the session: everything that belonged to it is forgotten. */
  end(): void {
    if (this.#state() === 'signed-in') this.#forget('ended');
  }

  signIn(): void {
    this.#location.leaveFor(this.#client.loginUrl(this.#returnAddress.leave()));
  }

  /** Signs in again within the session and comes back to this page, for what needs a fresh sign-in. */
  confirmIdentity(): void {
    this.#location.leaveFor(this.#client.stepUpUrl(this.#returnAddress.leave()));
  }

  /** Ends the session here, then at the identity provider. What else a sign-out costs is asked about by `SignOut`. */
  async signOut(): Promise<void> {
    if (this.#signingOut()) return;
    this.#signingOut.set(true);
    try {
      const { logoutUrl } = await this.#client.logout();
      this.#forget('signed-out');
      this.#location.leaveFor(logoutUrl);
    } catch (cause) {
      const error = toPageError(cause);
      // It had ended already, which is what was wanted.
      if (error.code === 'ERR_UNAUTHENTICATED') this.#forget('signed-out');
      else this.#notices.failed('Signing out failed', error);
    } finally {
      this.#signingOut.set(false);
    }
  }

  async #load(): Promise<void> {
    try {
      const session = await this.#client.session();
      if (!session.authenticated) {
        this.#forget('signed-out');
        return;
      }
      const { tenants, selectedTenant } = await this.#client.tenants();
      this.#session.set(session);
      this.#tenants.set(tenants);
      this.#recordedTenant = selectedTenant;
      this.#state.set('signed-in');
    } catch (error) {
      this.#error.set(toPageError(error));
      this.#state.set('failed');
    }
  }

  async #follow(read: () => Promise<Session>): Promise<void> {
    try {
      const session = await read();
      if (session.authenticated) this.#session.set(session);
      else this.end();
    } catch (error) {
      this.#notices.failed('The session could not be read', toPageError(error));
    }
  }

  async #recordTenant(id: string): Promise<void> {
    try {
      this.#recordedTenant = (await this.#client.recordTenant(id)).selectedTenant;
    } catch (error) {
      this.#notices.failed('The switch of tenant could not be recorded', toPageError(error));
    }
  }

  #forget(state: 'signed-out' | 'ended'): void {
    this.#selected.select(undefined);
    this.#requestedTenant.set(undefined);
    this.#session.set(undefined);
    this.#tenants.set([]);
    this.#recordedTenant = null;
    this.#tokenFactsWanted.set(false);
    this.#state.set(state);
  }
}
