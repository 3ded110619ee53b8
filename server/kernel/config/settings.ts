import { fileURLToPath } from 'node:url';
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { optional, required, type DerivedDefault, type Setting } from './setting.ts';
import {
  addressSetting,
  choiceSetting,
  issuerSetting,
  listSetting,
  numberSetting,
  optionalTextSetting,
  originSetting,
  portSetting,
  proxiesSetting,
  textSetting,
} from './setting-values.ts';

const sampleEvidence = fileURLToPath(new URL('../../export-center/sources/sample', import.meta.url));
const samplePortal = fileURLToPath(new URL('../../export-center/worker/adapters/devportal/sample', import.meta.url));

const folder = z
  .string()
  .min(1)
  .transform((given) => (isAbsolute(given) ? given : resolve(given)));

const portAfter = (steps: number): DerivedDefault => ({
  shown: `PORT + ${steps}`,
  from: (textOf) => String(Number(textOf('PORT')) + steps),
});

const loopbackUrl = (portEnv: string): DerivedDefault => ({
  shown: `http://127.0.0.1:<${portEnv}>`,
  from: (textOf) => `http://127.0.0.1:${textOf(portEnv)}`,
});

/** Every setting of the program; the documentation's table is made from this. */
export const settings = {
  port: portSetting({ env: 'PORT', default: '4400', description: 'Port of the console and its BFF.' }),
  authorityPort: portSetting({
    env: 'AUTHORITY_PORT',
    default: portAfter(1),
    description: 'Port of the embedded authority.',
  }),
  exportCenterPort: portSetting({
    env: 'EXPORT_CENTER_PORT',
    default: portAfter(2),
    description: 'Port of the Export Center.',
  }),
  evidenceLockerPort: portSetting({
    env: 'EVIDENCE_LOCKER_PORT',
    default: portAfter(3),
    description: 'Port of the Evidence Locker.',
  }),
  managementPort: portSetting({
    env: 'MANAGEMENT_PORT',
    default: portAfter(4),
    description: 'Port of health, status and metrics of all roles of the process.',
  }),
  host: textSetting({ env: 'HOST', default: 'localhost', description: 'Address that the BFF listens on.' }),
  serviceHost: textSetting({
    env: 'SERVICE_HOST',
    default: '127.0.0.1',
    description: 'Address that the authority and the services listen on.',
  }),
  managementHost: textSetting({
    env: 'MANAGEMENT_HOST',
    default: '127.0.0.1',
    description: 'Address that health, status and metrics listen on.',
  }),
  publicOrigin: originSetting({
    env: 'PUBLIC_ORIGIN',
    default: {
      shown: 'http://localhost:<PORT>, with TLS_CERT_FILE https://localhost:<PORT>',
      from: (textOf) => `${textOf('TLS_CERT_FILE') ? 'https' : 'http'}://localhost:${textOf('PORT')}`,
    },
    description: 'Origin under which browsers reach the console.',
  }),
  tlsCertFile: optionalTextSetting({
    env: 'TLS_CERT_FILE',
    description: 'Certificate of the BFF in PEM, with those that lead to its root; the BFF then speaks HTTPS.',
  }),
  tlsKeyFile: optionalTextSetting({
    env: 'TLS_KEY_FILE',
    description: 'Private key of the certificate in PEM, without a passphrase. Both files are read again when changed.',
  }),
  trustedProxies: proxiesSetting({
    env: 'TRUSTED_PROXIES',
    default: '',
    description: 'Addresses or networks of reverse proxies whose X-Forwarded-For is believed.',
  }),
  dataDir: required({
    env: 'DATA_DIR',
    schema: folder,
    accepts: 'a folder',
    default: '.data',
    description: 'Folder of the embedded database, of objects and of keys; made when missing, used by one process.',
  }),
  evidenceDir: required({
    env: 'EVIDENCE_DIR',
    schema: folder,
    accepts: 'a folder that exists',
    default: { shown: 'the sample shipped with the program', from: () => sampleEvidence },
    description: 'Folder of evidence; imported at the start, on request, and when it changes.',
  }),
  evidenceQuietSeconds: numberSetting({
    env: 'EVIDENCE_QUIET_SECONDS',
    default: '3',
    minimum: 1,
    maximum: 3600,
    description: 'A change in EVIDENCE_DIR is imported once nothing has changed there for so long.',
  }),
  evidencePollSeconds: numberSetting({
    env: 'EVIDENCE_POLL_SECONDS',
    default: '300',
    minimum: 5,
    maximum: 86_400,
    description: 'EVIDENCE_DIR is also looked through this often, since network file systems tell of no change.',
  }),
  devportalDir: required({
    env: 'DEVPORTAL_DIR',
    schema: folder,
    accepts: 'a folder with portal, specs, sdks and changelog',
    default: { shown: 'the sample shipped with the program', from: () => samplePortal },
    description: 'Developer portal that devportal:offline packs: folders portal, specs, sdks and changelog.',
  }),
  databaseUrl: optional({
    env: 'DATABASE_URL',
    schema: z.string().refine((given) => /^postgres(ql)?:$/.test(URL.parse(given)?.protocol ?? '')),
    accepts: 'an address such as postgres://user:password@host:5432/database',
    description: 'PostgreSQL 15 or newer; without it the embedded database in DATA_DIR.',
  }),
  databasePoolSize: numberSetting({
    env: 'DATABASE_POOL_SIZE',
    default: '10',
    minimum: 2,
    maximum: 200,
    description: 'Connections that the process opens to PostgreSQL.',
  }),
  issuer: issuerSetting({
    env: 'OIDC_ISSUER',
    default: loopbackUrl('AUTHORITY_PORT'),
    description: 'OpenID provider; without it the embedded authority.',
  }),
  clientId: textSetting({
    env: 'OIDC_CLIENT_ID',
    default: 'stella-console',
    description: 'Client id of the BFF at the OpenID provider.',
  }),
  clientSecret: optionalTextSetting({
    env: 'OIDC_CLIENT_SECRET',
    description: 'Client secret of the BFF, where the provider gave one.',
  }),
  clientPrivateKeyFile: optionalTextSetting({
    env: 'OIDC_CLIENT_PRIVATE_KEY_FILE',
    description: 'Private JWK of the BFF for private_key_jwt; without key and secret one is made in DATA_DIR.',
  }),
  vaultKeysFile: optionalTextSetting({
    env: 'VAULT_KEYS_FILE',
    description:
      'Keys that encrypt the tokens of sessions, the same file on every BFF: an id and 32 bytes in base64 a line, the first seals, all open; without it one is made in DATA_DIR.',
  }),
  exportCenterClientId: textSetting({
    env: 'EXPORT_CENTER_CLIENT_ID',
    default: 'export-center',
    description: 'Client id under which the Export Center calls the Evidence Locker.',
  }),
  exportCenterClientSecret: optionalTextSetting({
    env: 'EXPORT_CENTER_CLIENT_SECRET',
    description: 'Client secret of the Export Center, where the provider gave one.',
  }),
  exportCenterClientPrivateKeyFile: optionalTextSetting({
    env: 'EXPORT_CENTER_CLIENT_PRIVATE_KEY_FILE',
    description:
      'Private JWK of the Export Center for private_key_jwt; without key and secret one is made in DATA_DIR.',
  }),
  tenantsClaim: textSetting({
    env: 'TENANTS_CLAIM',
    default: 'stella:tenants',
    description: 'Claim of the access token that maps tenants to roles.',
  }),
  serviceSubjects: listSetting({
    env: 'SERVICE_SUBJECTS',
    default: '',
    description:
      'Subjects of the services’ own access tokens, where the provider names them by others than client ids.',
  }),
  exportCenterUrl: addressSetting({
    env: 'EXPORT_CENTER_URL',
    default: loopbackUrl('EXPORT_CENTER_PORT'),
    description: 'Address of the Export Center as its callers see it; DPoP proofs are checked against it.',
  }),
  evidenceLockerUrl: addressSetting({
    env: 'EVIDENCE_LOCKER_URL',
    default: loopbackUrl('EVIDENCE_LOCKER_PORT'),
    description: 'Address of the Evidence Locker as its callers see it; DPoP proofs are checked against it.',
  }),
  exportCenterAudience: textSetting({
    env: 'EXPORT_CENTER_AUDIENCE',
    default: 'urn:stellaops:export-center',
    description: 'Audience of access tokens for the Export Center.',
  }),
  evidenceLockerAudience: textSetting({
    env: 'EVIDENCE_LOCKER_AUDIENCE',
    default: 'urn:stellaops:evidence-locker',
    description: 'Audience of access tokens for the Evidence Locker.',
  }),
  audienceBy: choiceSetting({
    env: 'OIDC_AUDIENCE_BY',
    choices: ['resource', 'scope'],
    default: 'resource',
    description: 'What makes a token one of a certain service: its resource indicator (RFC 8707), or its scopes alone.',
  }),
  sessionIdleSeconds: numberSetting({
    env: 'SESSION_IDLE_SECONDS',
    default: '900',
    minimum: 30,
    maximum: 86_400,
    description: 'A session ends after this time without a person’s activity.',
  }),
  sessionAbsoluteSeconds: numberSetting({
    env: 'SESSION_ABSOLUTE_SECONDS',
    default: '28800',
    minimum: 60,
    maximum: 604_800,
    description: 'A session ends after this time, whatever happens.',
  }),
  sessionRequestsPerSecond: numberSetting({
    env: 'SESSION_REQUESTS_PER_SECOND',
    default: '300',
    minimum: 1,
    maximum: 1_000_000,
    description: 'Requests that one session may make, over ten seconds on average; more are answered with 429.',
  }),
  auditDays: numberSetting({
    env: 'AUDIT_DAYS',
    default: '400',
    minimum: 31,
    maximum: 3650,
    description: 'Lines of the audit trail are deleted after so many days.',
  }),
  accessTokenSeconds: numberSetting({
    env: 'ACCESS_TOKEN_SECONDS',
    default: '3600',
    minimum: 5,
    maximum: 86_400,
    description: 'Lifetime of access tokens of the embedded authority.',
  }),
  maxActiveRuns: numberSetting({
    env: 'MAX_ACTIVE_RUNS',
    default: '4',
    minimum: 1,
    maximum: 64,
    description: 'Export runs that a worker process builds at the same time.',
  }),
  logLevel: choiceSetting({
    env: 'LOG_LEVEL',
    choices: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    default: 'info',
    description: 'The least severe log lines that are written.',
  }),
} satisfies Record<string, Setting>;

export type SettingValues = {
  readonly [Key in keyof typeof settings]: (typeof settings)[Key] extends Setting<infer Value> ? Value : never;
};
