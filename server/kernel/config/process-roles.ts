/** The parts of the program. `--roles=` picks those that this process runs; without it, all. */
export const processRoles = ['bff', 'authority', 'export-center', 'export-worker', 'evidence-locker'] as const;

export type ProcessRole = (typeof processRoles)[number];
