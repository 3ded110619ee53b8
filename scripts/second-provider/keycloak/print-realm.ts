// Prints the realm of the checks for a real console, to be imported in Keycloak (“Create realm”, “Resource file”):
//   node scripts/second-provider/keycloak/print-realm.ts --origin=https://console.example \
//     --console-key=.data/keys/clients/stella-console.json --export-center-key=.data/keys/clients/export-center.json
import { parseArgs } from 'node:util';
import { loadPrivateKey, publicHalf } from '../../../server/kernel/keys/private-key.ts';
import { createRealm } from './realm.ts';

const { values } = parseArgs({
  options: {
    realm: { type: 'string', default: 'stella' },
    origin: { type: 'string' },
    'console-key': { type: 'string' },
    'export-center-key': { type: 'string' },
  },
});

const realm = createRealm({
  realm: values.realm,
  consoleOrigin: new URL(given('origin')).origin,
  consoleKey: publicHalf(await loadPrivateKey(given('console-key'))),
  exportCenterKey: publicHalf(await loadPrivateKey(given('export-center-key'))),
  users: [],
  accessTokenSeconds: 300,
});
console.log(JSON.stringify(realm, null, 2));

function given(name: 'origin' | 'console-key' | 'export-center-key'): string {
  const value = values[name];
  if (value === undefined) throw new Error(`--${name}= is missing`);
  return value;
}
