import { canonicalJson } from '../../verification/canonical-json.ts';
import { type Documents, derive } from '../testing/derive.ts';
import { openVex, osvFor, sbomOf } from '../testing/raw-documents.ts';

describe('the outputs of deriveEvidence', () => {
  const documents: Documents = {
    advisories: [
      osvFor('A', 'npm', 'lib', '2.0.0', {
        details: 'secret',
        summary: 'secret',
        aliases: ['CVE-1'],
        database_specific: { severity: 'LOW' },
      }),
      osvFor('B', 'Go', 'example.com/mod'),
    ],
    vex: [openVex('V', 'secret', { vulnerability: 'CVE-1', product: 'app@1.0', status: 'fixed' })],
    sboms: [sbomOf('app@1.0', ['pkg:npm/lib@1.0.0', 'pkg:golang/example.com/mod@v1.0.0']), sbomOf('bare@1.0', [])],
  };

  it('are canonical JSON', async () => {
    const { texts } = await derive(documents);
    for (const text of [texts.advisories, texts.vex, texts.evaluations, texts.consensus]) {
      expect(text).not.toBe('');
      for (const line of text.trimEnd().split('\n')) expect(line).toBe(canonicalJson(JSON.parse(line)));
    }
    for (const text of [texts.advisoryIndex, texts.vexIndex, texts.sbomIndex, texts.findingIndex]) {
      expect(text).toBe(canonicalJson(JSON.parse(text)));
    }
  });

  it('hold indexes of what is there', async () => {
    const { texts } = await derive(documents);
    expect(JSON.parse(texts.advisoryIndex)).toEqual({
      schemaVersion: '1.0',
      advisories: [
        {
          id: 'A',
          source: 'advisories',
          aliases: ['CVE-1'],
          severity: 'low',
          modified: '2025-06-01T00:00:00.000Z',
          packages: ['npm/lib'],
        },
        {
          id: 'B',
          source: 'advisories',
          aliases: [],
          severity: 'unknown',
          modified: '2025-06-01T00:00:00.000Z',
          packages: ['Go/example.com/mod'],
        },
      ],
    });
    expect(JSON.parse(texts.vexIndex)).toEqual({
      schemaVersion: '1.0',
      vex: [
        {
          id: 'V',
          source: 'vex',
          statement: 0,
          status: 'fixed',
          vulnerability: 'CVE-1',
          products: [{ product: 'app@1.0', subcomponents: [] }],
        },
      ],
    });
    expect(JSON.parse(texts.sbomIndex)).toEqual({
      schemaVersion: '1.0',
      sboms: [
        jasmine.objectContaining({
          subject: 'app@1.0',
          componentCount: 2,
          path: jasmine.stringMatching(/^data\/raw\/sboms\/app-1\.0-[0-9a-f]{8}\/sbom\.json$/),
        }),
        jasmine.objectContaining({ subject: 'bare@1.0', componentCount: 0 }),
      ],
    });
    expect(JSON.parse(texts.findingIndex)).toEqual({
      schemaVersion: '1.0',
      findings: [
        {
          subject: 'app@1.0',
          findings: [
            { advisory: 'B', component: 'pkg:golang/example.com/mod@v1.0.0', source: 'advisories', verdict: 'warn' },
          ],
        },
        { subject: 'bare@1.0', findings: [] },
      ],
    });
  });

  it('hold nothing of what is redacted, and count it', async () => {
    const redaction = ['/details', '/summary', '/author', '/affected/*/ranges', '/severity', '/fixedIn/0'];
    const { texts, counts, evaluations } = await derive(documents, { redaction });
    for (const text of Object.values(texts)) expect(text).not.toContain('secret');
    expect(texts.advisoryIndex).not.toContain('severity');
    expect(evaluations.map(({ advisory, fixedIn, rule }) => [advisory, fixedIn, rule])).toEqual([
      ['B', [], 'default'],
      ['A', [], 'vex:fixed'],
    ]);
    // Details and summary of two advisories, one author, two times ranges, four times severity, one repaired version.
    expect(counts.redacted).toBe(4 + 1 + 2 + 4 + 1);
  });

  it('are not made where nobody takes them', async () => {
    const { counts } = await derive(documents, { policy: null });
    expect([counts.evaluations, counts.findings, counts.consensus]).toEqual([0, 0, 1]);
  });
});
