import { shortenDigest } from './digests.ts';

describe('shortenDigest', () => {
  it('keeps both ends of a SHA-256 and drops the algorithm', () => {
    expect(shortenDigest(`sha256:3f2a91c4${'0'.repeat(48)}e07b19c2`)).toBe('3f2a91c4…e07b19c2');
  });

  it('names any other algorithm', () => {
    expect(shortenDigest(`sha512:${'ab'.repeat(64)}`)).toBe('sha512:abababab…abababab');
  });

  it('leaves alone what is no digest', () => expect(shortenDigest('run-20261122-01')).toBe('run-20261122-01'));
});
