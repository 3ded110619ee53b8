/** States of a legal hold (contract.md, section 4). No zod here: the console's lists import this file. */
export const holdStates = ['placing', 'active', 'failed', 'release-requested', 'cooling-off', 'released'] as const;
export type HoldState = (typeof holdStates)[number];

/** In these states a hold keeps its bundles from being pruned. */
export const protectingHoldStates: readonly HoldState[] = ['placing', 'active', 'release-requested', 'cooling-off'];

/** Server-sent events of the Evidence Locker. */
export const evidenceEventTypes = ['bundle.registered', 'bundle.pruned', 'hold.changed'] as const;
export type EvidenceEventType = (typeof evidenceEventTypes)[number];
