import { type Problem } from '../../verification/verdict.ts';

/** What every common file system takes (NAME_MAX, PATH_MAX less the folder that the mirror lies in). */
const SEGMENT_BYTES = 255;
const PATH_BYTES = 2048;

/**
 * Paths that verification lets through, but that could not be unpacked everywhere: names that are too long, and names that are
 * one on file systems which ignore case or the composition of letters.
 */
export function checkPaths(paths: Iterable<string>): Problem[] {
  const problems: Problem[] = [];
  const seen = new Map<string, string>();
  for (const path of paths) {
    if (isTooLong(path)) problems.push({ path, reason: 'unsafe-path', actual: 'the name is too long to be unpacked' });
    for (const place of placesOf(path)) {
      const folded = place.normalize('NFC').toLowerCase();
      const other = seen.get(folded);
      if (other === undefined) seen.set(folded, place);
      else if (other !== place || place === path) {
        problems.push({ path, reason: 'unsafe-path', actual: `collides with ${other} where case does not count` });
        break;
      }
    }
  }
  return problems;
}

function isTooLong(path: string): boolean {
  return (
    Buffer.byteLength(path) > PATH_BYTES || path.split('/').some((name) => Buffer.byteLength(name) > SEGMENT_BYTES)
  );
}

/** The path and the folders that lead to it, each folder with a slash at its end: `data/`, `data/raw/`, `data/raw/x`. */
function* placesOf(path: string): Generator<string> {
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) yield path.slice(0, at + 1);
  yield path;
}
