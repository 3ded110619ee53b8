import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { StartError } from '../start-error.ts';
import { processRoles, type ProcessRole } from './process-roles.ts';
import type { Setting } from './setting.ts';
import { settings, type SettingValues } from './settings.ts';

/** What the program is told from outside, read once and checked. `settings.ts` says what each value means. */
export interface Config extends SettingValues {
  readonly roles: readonly ProcessRole[];
  /** No OIDC_ISSUER is given: the authority of this program is the issuer. */
  readonly embeddedAuthority: boolean;
}

/** One row of the documentation's table of settings. */
export interface SettingDescription {
  readonly env: string;
  readonly accepts: string;
  readonly default: string | null;
  readonly description: string;
}

/**
 * Reads and checks all settings. An empty variable counts as not set.
 * @throws StartError that names the key and the accepted values.
 */
export function loadConfig(env: Record<string, string | undefined>, argv: readonly string[]): Config {
  const roles = readRoles(argv);
  const entries = Object.entries(settings).map(([key, setting]) => [key, readSetting(setting, env)]);
  const values = Object.fromEntries(entries) as SettingValues;
  const config: Config = { ...values, roles, embeddedAuthority: !env['OIDC_ISSUER'] };
  refuseSharedPorts(config);
  refuseMissingEvidence(config);
  refuseHalfTls(config);
  refuseInsecureOrigin(config);
  return config;
}

/** Every setting, for the documentation. */
export function describeSettings(): SettingDescription[] {
  return Object.values(settings).map((setting: Setting) => ({
    env: setting.env,
    accepts: setting.accepts,
    default: typeof setting.default === 'object' ? (setting.default?.shown ?? null) : setting.default,
    description: setting.description,
  }));
}

function readSetting(setting: Setting, env: Record<string, string | undefined>): unknown {
  const text = textOf(setting, env);
  if (text === null) return undefined;
  const read = setting.schema.safeParse(text);
  // The text itself stays out of the message: it may hold a password.
  if (!read.success) throw new StartError(`${setting.env} must be ${setting.accepts}.`);
  return read.data;
}

function textOf(setting: Setting, env: Record<string, string | undefined>): string | null {
  const given = env[setting.env];
  if (given) return given;
  if (typeof setting.default !== 'object' || setting.default === null) return setting.default;
  return setting.default.from((name) => {
    const other = Object.values(settings).find((candidate) => candidate.env === name);
    return (other && textOf(other, env)) ?? '';
  });
}

function readRoles(argv: readonly string[]): readonly ProcessRole[] {
  const given = readArguments(argv);
  if (given === undefined) return processRoles;
  const names = given.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !(processRoles as readonly string[]).includes(name));
  if (unknown !== undefined) {
    throw new StartError(`--roles must be a list of ${processRoles.join(', ')}; “${unknown}” is none of them.`);
  }
  return processRoles.filter((role) => names.includes(role));
}

function readArguments(argv: readonly string[]): string | undefined {
  try {
    return parseArgs({ args: [...argv], options: { roles: { type: 'string' } } }).values.roles;
  } catch (cause) {
    throw new StartError(`Only --roles=${processRoles.join(',')} is understood as an argument.`, { cause });
  }
}

function refuseSharedPorts(config: Config): void {
  const ports = ['port', 'authorityPort', 'exportCenterPort', 'evidenceLockerPort', 'managementPort'] as const;
  for (const [index, key] of ports.entries()) {
    const other = ports.slice(0, index).find((earlier) => config[earlier] === config[key]);
    if (other) {
      throw new StartError(
        `${settings[key].env} must be another port than ${settings[other].env}; both are ${config[key]}.`,
      );
    }
  }
}

function refuseMissingEvidence({ roles, evidenceDir }: Config): void {
  if (!roles.includes('export-center')) return;
  if (!statSync(evidenceDir, { throwIfNoEntry: false })?.isDirectory()) {
    throw new StartError(`EVIDENCE_DIR must be a folder that exists; ${evidenceDir} is none.`);
  }
}

function refuseHalfTls({ tlsCertFile, tlsKeyFile }: Config): void {
  if ((tlsCertFile === undefined) === (tlsKeyFile === undefined)) return;
  const [given, missing] =
    tlsCertFile === undefined ? ['TLS_KEY_FILE', 'TLS_CERT_FILE'] : ['TLS_CERT_FILE', 'TLS_KEY_FILE'];
  throw new StartError(`${missing} must be a file, since ${given} is one: HTTPS needs a certificate and its key.`);
}

/** A browser keeps `Secure` cookies of http for the machine that it runs on, and for no other. */
function refuseInsecureOrigin({ publicOrigin, tlsCertFile }: Config): void {
  const { protocol, hostname } = new URL(publicOrigin);
  if (protocol === 'https:') return;
  if (tlsCertFile !== undefined)
    throw new StartError('PUBLIC_ORIGIN must begin with https, since TLS_CERT_FILE is set.');
  if (/^(?:.+\.)?localhost$|^127(?:\.\d+){3}$|^\[::1\]$/.test(hostname)) return;
  throw new StartError('PUBLIC_ORIGIN must begin with https: over http browsers keep no session but for localhost.');
}
