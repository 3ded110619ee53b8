import { createSlugs, sbomSlug } from './sbom-slug.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('the folder of an SBOM', () => {
  for (const [subject, slug] of [
    ['proton-bridge@1.6.3', 'proton-bridge-1.6.3-01234567'],
    ['Registry.example.com/App:Latest', 'registry.example.com-app-latest-01234567'],
    ['../../etc/passwd', 'etc-passwd-01234567'],
    ['..', 'sbom-01234567'],
    ['Überprüfung', 'berpr-fung-01234567'],
    ['', 'sbom-01234567'],
  ] as const) {
    it(`of ${JSON.stringify(subject)} is ${slug}`, () => expect(sbomSlug(subject, digest)).toBe(slug));
  }

  it('is never longer than a file name may be', () => {
    expect(sbomSlug('x'.repeat(5000), digest, 64).length).toBeLessThan(256);
  });

  it('is another one for another document, even where the short digests are alike', () => {
    const slugOf = createSlugs();
    const alike = digest.replace(/f$/, '0');
    expect(slugOf('app', digest)).toBe('app-01234567');
    expect(slugOf('app', alike)).toBe(`app-${alike.slice('sha256:'.length)}`);
    expect(slugOf('app', digest)).toBe('app-01234567');
  });
});
