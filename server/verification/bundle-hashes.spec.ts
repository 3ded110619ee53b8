import { inputsHashText, rerunHashText } from './bundle-hashes.ts';

describe('the hashes of a bundle', () => {
  it('do not depend on the order in which things were found', () => {
    expect(rerunHashText(['sha256:b', 'sha256:a'])).toBe('sha256:a\nsha256:b');
    const [one, other] = [
      ['sha256:b', 'sha256:a'],
      ['sha256:a', 'sha256:b'],
    ].map((digests) => inputsHashText({ digests, selectors: { products: [] }, policyVersion: null }));
    expect(one).toBe(other);
    expect(one).toBe('{"inputs":["sha256:a","sha256:b"],"policyVersion":null,"selectors":{"products":[]}}');
  });
});
