import { type SbomComponent } from '../model.ts';
import { text } from './fields.ts';
import { readPurl } from './package-url.ts';

/** Undefined where the purl is none, has no version or is of a type that no advisory names. */
export function sbomComponent(purl: unknown, sha1: string | undefined): SbomComponent | undefined {
  const named = readPurl(text(purl) ?? '');
  if (named?.ecosystem === undefined || named.version === undefined) return undefined;
  return {
    ecosystem: named.ecosystem,
    name: named.name,
    purl: named.purl,
    sha1: sha1 !== undefined && /^[0-9a-f]{40}$/i.test(sha1) ? sha1.toLowerCase() : null,
    version: named.version,
  };
}
