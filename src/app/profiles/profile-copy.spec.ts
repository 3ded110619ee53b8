import { draftOf } from './profile-fields.ts';
import { copyOf } from './profile-copy.ts';
import { nightly } from './testing/profile-fixtures.ts';

describe('copyOf', () => {
  it('begins as the other profile under a name of its own', () => {
    const { name, ...copied } = draftOf(copyOf(nightly));
    expect(name).toBe('nightly-raw-copy');
    expect(copied).toEqual(jasmine.objectContaining({ selectors: nightly.selectors, labels: nightly.labels }));
  });

  it('becomes the full mirror that a delta builds on: same selectors, include and redaction', () => {
    const delta = {
      ...nightly,
      kind: 'mirror',
      variant: 'delta',
      redaction: ['/details'],
      base: { mode: 'run', runId: 'run-20261122-01' },
    } as const;
    const full = draftOf(copyOf({ ...delta, redaction: [...delta.redaction] }, 'mirror:full'));
    expect(full).toEqual(
      jasmine.objectContaining({
        ...{ name: 'nightly-raw-full', kind: 'mirror', variant: 'full', base: null },
        ...{ selectors: nightly.selectors, include: nightly.include, redaction: ['/details'] },
      }),
    );
  });

  it('keeps to the length that a name may have', () => {
    const { name } = copyOf({ ...nightly, name: `${'a'.repeat(58)}-${'b'.repeat(5)}` });
    expect(name).toBe(`${'a'.repeat(58)}-copy`);
  });
});
