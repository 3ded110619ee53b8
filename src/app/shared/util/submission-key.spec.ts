import { SubmissionKey } from './submission-key.ts';

describe('SubmissionKey', () => {
  it('stays for the same body, so that a repetition is harmless', () => {
    const key = new SubmissionKey();
    expect(key.for({ name: 'a' })).toBe(key.for({ name: 'a' }));
  });

  it('changes with the body, because another body under the same key is refused', () => {
    const key = new SubmissionKey();
    expect(key.for({ name: 'a' })).not.toBe(key.for({ name: 'b' }));
  });

  it('changes once the server has answered for good', () => {
    const key = new SubmissionKey();
    const first = key.for({ name: 'a' });
    key.settle();
    expect(key.for({ name: 'a' })).not.toBe(first);
  });
});
