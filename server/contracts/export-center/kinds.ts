/** Kinds and variants of export profiles (export-center-readme.md, "Profiles at a glance"). No zod here: the forms import it. */
export const profileKinds = ['json', 'trivy', 'mirror', 'devportal'] as const;
export type ProfileKind = (typeof profileKinds)[number];

export const variantsOfKind = {
  json: ['raw', 'policy'],
  trivy: ['db', 'java-db'],
  mirror: ['full', 'delta'],
  devportal: ['offline'],
} as const satisfies Record<ProfileKind, readonly string[]>;

export type ProfileVariant = (typeof variantsOfKind)[ProfileKind][number];

export const profileVariants = [
  'raw',
  'policy',
  'db',
  'java-db',
  'full',
  'delta',
  'offline',
] as const satisfies readonly ProfileVariant[];

/** `json:policy`, `trivy:db`, …: a kind and its variant in one word. */
export type ProfileKindName = {
  [Kind in ProfileKind]: `${Kind}:${(typeof variantsOfKind)[Kind][number]}`;
}[ProfileKind];

/** The kinds that the Export Center has an adapter for; profiles of the others are refused. */
export const packableProfiles = [
  'json:raw',
  'json:policy',
  'trivy:db',
  'trivy:java-db',
  'mirror:full',
  'mirror:delta',
  'devportal:offline',
] as const satisfies readonly ProfileKindName[];

export const policySnapshotModes = ['required', 'optional', 'none'] as const;
export const retentionModes = ['days', 'count'] as const;
export const encryptionModes = ['age', 'aes-gcm'] as const;
export const baseModes = ['last-full', 'last-run', 'run'] as const;

export const runStatuses = ['pending', 'running', 'succeeded', 'failed', 'cancelled', 'expired'] as const;
export type RunStatus = (typeof runStatuses)[number];

export const runPhases = ['plan', 'collect', 'build', 'sign', 'verify', 'distribute'] as const;
export type RunPhase = (typeof runPhases)[number];

export const runPriorities = ['normal', 'high', 'catch-up'] as const;
export type RunPriority = (typeof runPriorities)[number];

export const evidenceKinds = ['advisories', 'vex', 'sboms'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];
