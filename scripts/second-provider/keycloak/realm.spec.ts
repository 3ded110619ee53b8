import { z } from 'zod';
import { evidenceLockerScopes, exportCenterScopes, consoleScopes } from '../../../server/contracts/scopes.ts';
import { users } from '../users.ts';
import { createRealm } from './realm.ts';

const mapper = z.object({ protocolMapper: z.string(), config: z.record(z.string(), z.string()) });
const client = z.object({
  clientId: z.string(),
  redirectUris: z.array(z.string()).optional(),
  attributes: z.record(z.string(), z.string()),
  defaultClientScopes: z.array(z.string()),
  optionalClientScopes: z.array(z.string()),
});
const representation = z.object({
  clientScopes: z.array(z.object({ name: z.string(), protocolMappers: z.array(mapper) })),
  clients: z.tuple([client, client]),
  users: z.array(z.object({ username: z.string(), attributes: z.record(z.string(), z.array(z.string())) })),
});

describe('The realm of the second provider', () => {
  const publicKey = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid: '1' };
  const realm = representation.parse(
    createRealm({
      realm: 'stella',
      consoleOrigin: 'https://console.example',
      consoleKey: publicKey,
      exportCenterKey: publicKey,
      users: Object.values(users),
      accessTokenSeconds: 10,
    }),
  );
  const [console, exportCenter] = realm.clients;

  it('knows every scope that the console asks for, each with the audience of its service', () => {
    const audiences = new Map(
      realm.clientScopes.map(({ name, protocolMappers }) => [
        name,
        protocolMappers.flatMap(({ config }) => config['included.custom.audience'] ?? []),
      ]),
    );
    for (const scope of exportCenterScopes) expect(audiences.get(scope)).toEqual(['urn:stellaops:export-center']);
    for (const scope of evidenceLockerScopes) expect(audiences.get(scope)).toEqual(['urn:stellaops:evidence-locker']);
    for (const scope of consoleScopes) expect(audiences.get(scope)).toEqual([]);
    expect(audiences.get('service:evidence')).toEqual(['urn:stellaops:evidence-locker']);
  });

  it('gives no client a scope that it does not know', () => {
    const known = realm.clientScopes.map(({ name }) => name);
    for (const { defaultClientScopes, optionalClientScopes } of realm.clients) {
      expect(known).toEqual(jasmine.arrayContaining([...defaultClientScopes, ...optionalClientScopes]));
    }
  });

  it('sends people back to the console only, and gives the Export Center nothing of theirs', () => {
    expect(console.redirectUris).toEqual(['https://console.example/bff/callback']);
    expect(console.attributes['backchannel.logout.url']).toBe('https://console.example/bff/backchannel-logout');
    expect(exportCenter.redirectUris).toBeUndefined();
    expect(exportCenter.optionalClientScopes).toEqual(['service:evidence']);
  });

  it('holds keys for what they are used for, and tenants as text of JSON', () => {
    for (const { attributes } of realm.clients) {
      expect(JSON.parse(attributes['jwks.string'] ?? '')).toEqual({ keys: [{ ...publicKey, use: 'sig' }] });
    }
    const admin = realm.users.find(({ username }) => username === 'admin');
    expect(JSON.parse(admin?.attributes['stella-tenants']?.[0] ?? '')).toEqual(users.admin.tenants);
  });
});
