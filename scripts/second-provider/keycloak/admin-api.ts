import { z } from 'zod';
import type { RealmRepresentation } from './realm.ts';

export interface AdminCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

const accessToken = z.object({ access_token: z.string() });
const found = z.object({ id: z.string() });
const foundOnce = z.tuple([found]);
const listed = z.array(z.unknown());

/** The few calls of Keycloak's admin REST API that set up a realm and look at what happened in it. */
export class AdminApi {
  readonly origin: string;
  readonly #credentials: AdminCredentials;

  constructor(origin: string, credentials: AdminCredentials) {
    this.origin = origin;
    this.#credentials = credentials;
  }

  async createRealm(realm: RealmRepresentation): Promise<void> {
    await this.#call('POST', '/admin/realms', realm);
  }

  /** The `sub` of the tokens that a client gets for itself: the id of a user that Keycloak keeps for it. */
  async serviceSubject(realm: string, clientId: string): Promise<string> {
    const clients = `/admin/realms/${realm}/clients`;
    const query = new URLSearchParams({ clientId });
    const [client] = foundOnce.parse(await this.#call('GET', `${clients}?${query.toString()}`));
    return found.parse(await this.#call('GET', `${clients}/${client.id}/service-account-user`)).id;
  }

  /** The user's sessions at the provider. */
  async countSessions(realm: string, userName: string): Promise<number> {
    const id = await this.#userId(realm, userName);
    return listed.parse(await this.#call('GET', `/admin/realms/${realm}/users/${id}/sessions`)).length;
  }

  /** Ends all of the user's sessions; Keycloak tells their clients through the back channel. */
  async endSessions(realm: string, userName: string): Promise<void> {
    const id = await this.#userId(realm, userName);
    await this.#call('POST', `/admin/realms/${realm}/users/${id}/logout`);
  }

  /** How many events of a type Keycloak has recorded for a user. */
  async countEvents(realm: string, type: string, userName: string): Promise<number> {
    const query = new URLSearchParams({ type, user: await this.#userId(realm, userName), max: '10000' });
    return listed.parse(await this.#call('GET', `/admin/realms/${realm}/events?${query.toString()}`)).length;
  }

  async #userId(realm: string, userName: string): Promise<string> {
    const query = new URLSearchParams({ username: userName, exact: 'true' });
    const [user] = foundOnce.parse(await this.#call('GET', `/admin/realms/${realm}/users?${query.toString()}`));
    return user.id;
  }

  async #call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.origin}${path}`, {
      method,
      headers: { Authorization: `Bearer ${await this.#token()}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`Keycloak answered ${method} ${path} with ${response.status}: ${text}`);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  }

  /** Anew for each call: they live for a minute. */
  async #token(): Promise<string> {
    const { clientId, clientSecret } = this.#credentials;
    const response = await fetch(`${this.origin}/realms/master/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
      }),
    });
    return accessToken.parse(await response.json()).access_token;
  }
}
