import { readFile } from 'node:fs/promises';

const folder = new URL('./', import.meta.url);
const page = new URL('../../../docs/openid-conformance.md', import.meta.url);

/** A file name in backquotes, and the quotations that follow it. */
const reference = /`([a-z-]+\.spec\.ts)`((?:,? "[^"]+")+)/g;

describe('The list of the OpenID conformance suite', () => {
  it('points to specs that exist', async () => {
    const references = [...(await readFile(page, 'utf8')).matchAll(reference)];
    expect(references.length).toBeGreaterThan(40);
    for (const [, file = '', quotations = ''] of references) {
      const text = await readFile(new URL(file, folder), 'utf8');
      for (const [, quoted = ''] of quotations.matchAll(/"([^"]+)"/g)) {
        expect(text).withContext(file).toContain(quoted);
      }
    }
  });

  it('names each module once a plan', async () => {
    const rows = (await readFile(page, 'utf8')).split('\n').filter((line) => line.startsWith('| `oidcc-client'));
    const names = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name));
    const repeated = names.filter((name, index) => names.indexOf(name) !== index);
    // Asked in the basic and in the configuration profile.
    expect(repeated).toEqual(['oidcc-client-test-idtoken-sig-none']);
  });
});
