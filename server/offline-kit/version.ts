/** Of the kit: the build puts it in (scripts/offline-kit.ts), so that the program needs no other file. */
export const kitVersion = process.env['OFFLINE_KIT_VERSION'] ?? 'development';
