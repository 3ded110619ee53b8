import { draftOf, fieldsOf, newProfileFields, type ProfileFields } from './profile-fields.ts';
import { differencesOf, factsOf } from './profile-words.ts';

const fields: ProfileFields = {
  ...newProfileFields,
  name: 'nightly',
  include: ['advisories', 'vex', 'sboms', 'findings'],
  policySnapshotMode: 'required',
  redaction: '/details\n\n /references ',
  schemaVersion: 2,
  baseMode: 'run',
  baseRunId: ' run-20251029-01 ',
  encryption: 'age',
  recipients: 'age1one\nage1two',
  strict: true,
  codec: 'gzip',
};

describe('The fields of a profile', () => {
  it('give each kind what belongs to it, and nothing else', () => {
    const encryption = { enabled: true, mode: 'age', recipients: ['age1one', 'age1two'], strict: true };
    const none = { enabled: false, mode: 'age', recipients: [], strict: false };
    const drafts = Object.fromEntries(
      ['json:raw', 'json:policy', 'trivy:db', 'mirror:full', 'mirror:delta', 'devportal:offline'].map((packs) => {
        const { include, policySnapshotMode, trivy, base, redaction, compression, ...draft } = draftOf({
          ...fields,
          packs,
        });
        const findings = include.includes('findings');
        return [packs, { findings, policySnapshotMode, trivy, base, redaction, codec: compression.codec, ...draft }];
      }),
    );
    const redaction = ['/details', '/references'];
    expect(drafts['json:raw']).toEqual(
      jasmine.objectContaining({
        ...{ findings: false, policySnapshotMode: 'none', trivy: null, base: null, redaction: [], encryption },
        codec: 'gzip',
      }),
    );
    expect(drafts['json:policy']).toEqual(
      jasmine.objectContaining({ findings: true, policySnapshotMode: 'required', redaction, encryption }),
    );
    expect(drafts['trivy:db']).toEqual(
      jasmine.objectContaining({
        ...{ findings: false, policySnapshotMode: 'none', trivy: { schemaVersion: 2 }, redaction: [] },
        encryption: none,
      }),
    );
    expect(drafts['mirror:full']).toEqual(
      jasmine.objectContaining({ base: null, codec: 'zstd', redaction, policySnapshotMode: 'required' }),
    );
    expect(drafts['mirror:delta']).toEqual(
      jasmine.objectContaining({ base: { mode: 'run', runId: 'run-20251029-01' } }),
    );
    expect(drafts['devportal:offline']).toEqual(jasmine.objectContaining({ trivy: null, encryption: none }));
  });

  it('judge nothing in a mirror without findings', () => {
    const draft = draftOf({ ...fields, packs: 'mirror:full', include: ['advisories'] });
    expect(draft.policySnapshotMode).toBe('none');
  });

  it('come back from the draft that they made', () => {
    for (const packs of ['json:policy', 'trivy:db', 'mirror:delta']) {
      const draft = draftOf({ ...fields, packs });
      expect(draftOf(fieldsOf(draft)))
        .withContext(packs)
        .toEqual(draft);
    }
  });
});

describe('The facts of a profile', () => {
  const names = (packs: string) => factsOf(draftOf({ ...fields, packs })).map(({ name }) => name);

  it('are those that its kind has', () => {
    expect(names('mirror:delta')).toEqual(
      jasmine.arrayContaining(['Includes', 'Policy', 'Redaction', 'Builds on', 'Encryption', 'Compression']),
    );
    expect(names('trivy:db')).toContain('Trivy schema');
    expect(names('trivy:db')).not.toContain('Encryption');
    expect(names('devportal:offline')).not.toContain('Includes');
  });

  it('differ where only one of two kinds has them', () => {
    const differences = differencesOf(
      draftOf({ ...fields, packs: 'json:raw' }),
      draftOf({ ...fields, packs: 'trivy:db' }),
    );
    expect(differences.find(({ name }) => name === 'Trivy schema')).toEqual({
      name: 'Trivy schema',
      before: 'Not of this kind',
      after: '2',
    });
    expect(differences.find(({ name }) => name === 'Encryption')?.after).toBe('Not of this kind');
  });
});
