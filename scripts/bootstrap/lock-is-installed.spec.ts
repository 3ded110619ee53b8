import { lockIsInstalled } from './lock-is-installed.mjs';

describe('Whether the packages of the lock are installed', () => {
  const lock = {
    packages: {
      '': { version: '0.1.0' },
      'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
      'node_modules/b-darwin': { version: '2.0.0', integrity: 'sha512-b', optional: true },
    },
  };
  const installed = { packages: { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } } };

  it('is so without the optional packages of other platforms', () => {
    expect(lockIsInstalled(lock, installed)).toBeTrue();
  });

  it('is not so when a package is missing', () => {
    expect(lockIsInstalled(lock, { packages: {} })).toBeFalse();
  });

  it('is not so when a package has another version or other contents', () => {
    for (const other of [
      { version: '1.0.1', integrity: 'sha512-a' },
      { version: '1.0.0', integrity: 'sha512-x' },
    ]) {
      expect(lockIsInstalled(lock, { packages: { 'node_modules/a': other } })).toBeFalse();
    }
  });

  it('is not so when a package has left the lock', () => {
    const more = { packages: { ...installed.packages, 'node_modules/old': { version: '1.0.0' } } };

    expect(lockIsInstalled(lock, more)).toBeFalse();
  });
});
