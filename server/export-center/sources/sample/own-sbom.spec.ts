import { ownSbom, packageLock } from './own-sbom.ts';

const lock = packageLock.parse({
  name: 'app',
  version: '1.0.0',
  lockfileVersion: 3,
  packages: {
    '': { license: 'MIT', dependencies: { '@s/a': '1', b: '1' }, devDependencies: { tool: '1' } },
    'node_modules/b': { version: '2.0.0', license: 'ISC', dependencies: { absent: '1' } },
    'node_modules/@s/a': { version: '1.0.0', integrity: 'sha512-AAEC', dependencies: { b: '1' } },
    'node_modules/@s/a/node_modules/b': { version: '1.5.0', optional: true },
    'node_modules/tool': { version: '1.0.0', dev: true },
  },
});

describe('ownSbom', () => {
  it('lists what is installed outside of development, in order of purl', () => {
    expect(ownSbom(lock)).toEqual(
      jasmine.objectContaining({
        components: [
          jasmine.objectContaining({ group: '@s', name: 'a', hashes: [{ alg: 'SHA-512', content: '000102' }] }),
          jasmine.objectContaining({ purl: 'pkg:npm/b@1.5.0', scope: 'optional' }),
          jasmine.objectContaining({ purl: 'pkg:npm/b@2.0.0', licenses: [{ expression: 'ISC' }] }),
        ],
      }),
    );
  });

  it('resolves dependencies as Node does: the nearest folder first, none where nothing is installed', () => {
    expect(ownSbom(lock)).toEqual(
      jasmine.objectContaining({
        dependencies: [
          { ref: 'pkg:npm/%40s/a@1.0.0', dependsOn: ['pkg:npm/b@1.5.0'] },
          { ref: 'pkg:npm/app@1.0.0', dependsOn: ['pkg:npm/%40s/a@1.0.0', 'pkg:npm/b@2.0.0'] },
          { ref: 'pkg:npm/b@1.5.0', dependsOn: [] },
          { ref: 'pkg:npm/b@2.0.0', dependsOn: [] },
        ],
      }),
    );
  });

  it('gives the same text for the same lock file', () => {
    expect(JSON.stringify(ownSbom(lock))).toBe(JSON.stringify(ownSbom(lock)));
  });
});
