import { EXPORT_MANIFEST, type KindLayout, layoutOf } from '../bundle-layout.ts';
import { type BundleContents } from '../read-contents.ts';
import { type Problem } from '../verdict.ts';
import { type CheckedManifest } from './read-manifest.ts';

type Report = (problem: Problem) => void;

/**
 * The layout that `export.json` announces by its kind, which the files must have. Where it cannot be told, the one that the
 * files have.
 */
export function checkLayout(
  manifest: CheckedManifest | undefined,
  { root }: BundleContents,
  form: KindLayout['form'],
  report: Report,
): KindLayout {
  const found: KindLayout = { form, root, documents: [], signatures: [], envelopes: [] };
  if (!manifest) return found;
  const layout = layoutOf(manifest.profile);
  if (!layout) {
    const actual = `${manifest.profile.kind}:${manifest.profile.variant}`;
    report({ path: EXPORT_MANIFEST, reason: 'wrong-layout', expected: 'a kind that is known', actual });
    return found;
  }
  const [expected, actual] = [describe(layout), describe(found)];
  if (expected !== actual) report({ path: EXPORT_MANIFEST, reason: 'wrong-layout', expected, actual });
  return layout;
}

function describe({ form, root }: KindLayout): string {
  if (form === 'file') return 'one file with its documents beside it';
  return root === '' ? 'an archive' : `an archive with everything below ${root}`;
}
