import packageJson from '../../../../package.json' with { type: 'json' };

/** The program that builds bundles, as `export.json` and the provenance name it. */
export const BUILDER = { name: 'stella-export-worker', version: packageJson.version };
