import { inputsHashPieces, rerunHashText } from './bundle-hashes.ts';

describe('the hashes of a bundle', () => {
  it('do not depend on the order in which things were found', async () => {
    expect(rerunHashText(['sha256:b', 'sha256:a'])).toBe('sha256:a\nsha256:b');
    for (const digests of [
      ['sha256:b', 'sha256:a'],
      ['sha256:a', 'sha256:b'],
    ]) {
      const pieces = await Array.fromAsync(
        inputsHashPieces({ digests, selectors: { products: [] }, policyVersion: null }),
      );
      const text = '{"inputs":["sha256:a","sha256:b"],"policyVersion":null,"selectors":{"products":[]}}';
      expect(pieces.join('')).toBe(text);
    }
  });
});
