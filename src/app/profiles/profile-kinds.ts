import type { ProfileKindName } from '../../../server/contracts/export-center/kinds.ts';
import type { ProfileDraft } from '../../../server/contracts/export-center/profile.ts';

/** What a kind of profile can be told, beside name, retention and labels. */
export interface KindTraits {
  /** Packs evidence of the tenant, chosen by selectors. */
  readonly evidence: boolean;
  /** May hold findings, which a policy judges. */
  readonly findings: 'always' | 'optional' | 'never';
  readonly encryption: boolean;
  readonly compression: readonly ProfileDraft['compression']['codec'][];
  readonly trivySchema: boolean;
  readonly base: boolean;
}

const json = {
  evidence: true,
  encryption: true,
  compression: ['zstd', 'gzip', 'none'],
  trivySchema: false,
  base: false,
} as const;
const trivy = { ...json, findings: 'never', encryption: false, compression: [], trivySchema: true } as const;
const mirror = { ...json, findings: 'optional', compression: ['zstd'] } as const;

const traits: Readonly<Record<ProfileKindName, KindTraits>> = {
  'json:raw': { ...json, findings: 'never' },
  'json:policy': { ...json, findings: 'always' },
  'trivy:db': trivy,
  'trivy:java-db': trivy,
  'mirror:full': mirror,
  'mirror:delta': { ...mirror, base: true },
  'devportal:offline': { ...trivy, evidence: false, trivySchema: false },
};

export function traitsOf(name: string): KindTraits {
  return traits[name as ProfileKindName];
}

/** Whether runs of the profile match components with advisories and judge what they find. */
export function judges(name: string, include: readonly ProfileDraft['include'][number][]): boolean {
  const { findings } = traitsOf(name);
  return findings === 'always' || (findings === 'optional' && include.includes('findings'));
}
