import { hexOf } from '../../verification/bundle-hashes.ts';

/** Leaves room for the digest below the 255 bytes that file systems allow. */
const SUBJECT_LENGTH = 120;
const DIGEST_DIGITS = 8;

/**
 * The folder of an SBOM: `[a-z0-9._-]+` of its subject and 8 hex of its digest (bundles.md, "Always"). Other characters become
 * hyphens; dots and hyphens at the ends are dropped, so that no slug is hidden or means a parent folder.
 */
export function sbomSlug(subject: string, sha256: string, digits = DIGEST_DIGITS): string {
  const readable = subject
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .slice(0, SUBJECT_LENGTH)
    .replace(/^[.-]+|[.-]+$/g, '');
  return `${readable || 'sbom'}-${hexOf(sha256).slice(0, digits)}`;
}

/**
 * Gives each SBOM its own folder. Two documents of one subject whose digests begin alike: the later one in record order gets its
 * whole digest.
 */
export function createSlugs(): (subject: string, sha256: string) => string {
  const taken = new Map<string, string>();
  return (subject, sha256) => {
    const short = sbomSlug(subject, sha256);
    const slug = (taken.get(short) ?? sha256) === sha256 ? short : sbomSlug(subject, sha256, 64);
    taken.set(slug, sha256);
    return slug;
  };
}
