import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { requireEvidenceFixtures } from '../../testing/evidence-fixtures.ts';
import { type Documents, derive } from '../testing/derive.ts';
import { openVex, rawRecord } from '../testing/raw-documents.ts';

describe('deriveEvidence of real evidence', () => {
  const readAcme = () => documentsOf(join(requireEvidenceFixtures(), 'acme'));
  const bridges = ['github.com/ProtonMail/proton-bridge@v1.6.3', 'github.com/ProtonMail/proton-bridge@v1.8.0'];

  it("finds 31 pairs of a module and an advisory in each of acme's versions of proton-bridge", async () => {
    const { evaluations, counts } = await derive(await readAcme());
    for (const bridge of bridges) {
      const pairs = evaluations.filter(({ subject }) => subject === bridge);
      expect(pairs.length).withContext(bridge).toBe(31);
      expect(new Set(pairs.map(({ component, advisory }) => `${component} ${advisory}`)).size).toBe(31);
    }
    expect(counts).toEqual({
      normalised: { advisories: 1749, vex: 50 },
      unsupported: { advisories: 0, vex: 0, sboms: 0 },
      evaluations: 62,
      findings: 62,
      consensus: 54,
      redacted: 0,
      unreadableVersions: 0,
      unreadableRanges: 0,
    });
  });

  it('leaves 30 findings and cites the statement where one OpenVEX document says not_affected', async () => {
    const statement = openVex('https://vex.acme.example/proton-bridge/1.8.0', 'Acme Product Security', {
      vulnerability: 'GO-2020-0017',
      product: 'pkg:golang/github.com/ProtonMail/proton-bridge@v1.8.0',
      subcomponents: [
        'pkg:golang/github.com/dgrijalva/jwt-go@v3.2.0%2Bincompatible',
        'pkg:golang/github.com/dgrijalva/jwt-go',
      ],
      status: 'not_affected',
    });
    const acme = await readAcme();
    const { evaluations, counts } = await derive({ ...acme, vex: [...acme.vex, statement] });
    const [older, newer] = bridges.map((bridge) => evaluations.filter(({ subject }) => subject === bridge));
    expect([older?.length, newer?.length]).toEqual([31, 31]);
    expect(counts.findings).toBe(61);
    expect(newer?.filter(({ vexStatus }) => vexStatus !== null)).toEqual([
      jasmine.objectContaining({
        advisory: 'GO-2020-0017',
        vexStatus: 'not_affected',
        vexStatement: 'https://vex.acme.example/proton-bridge/1.8.0#0',
        verdict: 'pass',
        rule: 'vex:not_affected',
      }),
    ]);
  });
});

/** With the ids and subjects that the import gives the documents. */
async function documentsOf(tenant: string): Promise<Required<Documents>> {
  const read = async (kind: string) =>
    Promise.all((await readdir(join(tenant, kind))).map((name) => readFile(join(tenant, kind, name), 'utf8')));
  const [advisories, vex, sboms] = await Promise.all([read('advisories'), read('vex'), read('sboms')]);
  return {
    advisories: advisories.map((text) => rawRecord((JSON.parse(text) as { id: string }).id, text, 'advisories')),
    vex: vex.map((text, index) => rawRecord(`vex ${index}`, text, 'vex')),
    sboms: sboms.map((text) => {
      const { serialNumber, metadata } = JSON.parse(text) as CycloneDx;
      const { group, name, version } = metadata.component;
      const id = serialNumber.replace('urn:uuid:', 'urn:cdx:');
      return { ...rawRecord(`${id}/1`, text, 'sboms'), subject: `${group ? `${group}/` : ''}${name}@${version}` };
    }),
  };
}

interface CycloneDx {
  serialNumber: string;
  metadata: { component: { group?: string; name: string; version: string } };
}
