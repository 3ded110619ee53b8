import type { z } from 'zod';
import { judgesFindings } from './profile-consistency.ts';
import { profileDraft } from './profile.ts';

type Draft = z.input<typeof profileDraft>;

/** The fields that a draft is refused for. */
function refusedFields(change: Partial<Draft>): string[] {
  const judged = { name: 'nightly', kind: 'json', variant: 'policy', policySnapshotMode: 'optional' } as const;
  const { error } = profileDraft.safeParse({ ...judged, ...change });
  return error?.issues.map(({ path }) => path.join('.')) ?? [];
}

describe('a profile that judges findings', () => {
  it('is json:policy, and a mirror that includes them', () => {
    const include = ['advisories' as const];
    expect(judgesFindings({ kind: 'json', variant: 'policy', include })).toBeTrue();
    expect(judgesFindings({ kind: 'json', variant: 'raw', include: ['findings'] })).toBeFalse();
    expect(judgesFindings({ kind: 'mirror', variant: 'full', include })).toBeFalse();
    expect(judgesFindings({ kind: 'mirror', variant: 'delta', include: [...include, 'findings'] })).toBeTrue();
    expect(judgesFindings({ kind: 'trivy', variant: 'db', include: ['findings'] })).toBeFalse();
  });

  it('needs a policy', () => {
    expect(refusedFields({})).toEqual([]);
    expect(refusedFields({ policySnapshotMode: 'required' })).toEqual([]);
    expect(refusedFields({ policySnapshotMode: 'none' })).toEqual(['policySnapshotMode']);
    expect(refusedFields({ variant: 'raw', policySnapshotMode: 'none' })).toEqual([]);
  });

  it('can leave out anything but what records are known by', () => {
    expect(refusedFields({ redaction: ['/details', '/affected/*/ranges', '/references', '/ids'] })).toEqual([]);
    expect(refusedFields({ redaction: ['/details', '/id', '/subject/x'] })).toEqual(['redaction.1', 'redaction.2']);
    expect(refusedFields({ variant: 'raw', redaction: ['/details'] })).toEqual(['redaction']);
  });

  it('takes JSON pointers only', () => {
    for (const pointer of ['', 'details', '/a~2', '/a\u0000']) {
      expect(refusedFields({ redaction: [pointer] }))
        .withContext(pointer)
        .toEqual(['redaction.0']);
    }
  });
});
