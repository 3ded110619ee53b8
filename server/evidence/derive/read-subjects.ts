import { type ProductName, productName } from '../consensus/product-name.ts';
import { type ComponentIndex, type ComponentNumber } from '../matching/component-index.ts';
import { compareText } from '../../verification/compare-text.ts';
import { readSbom } from '../normalise/read-sbom.ts';
import { type Derivation, tracked } from './derivation.ts';
import { openIndexDocument, type SbomIndexItem } from './index-documents.ts';
import { createSlugs } from './sbom-slug.ts';

/** What the SBOMs of one subject say. */
export interface Subject {
  readonly subject: string;
  /** All names that VEX may give it. */
  readonly names: readonly ProductName[];
  readonly components: readonly Int32Array[];
}

/** Reads the SBOMs into the index of components; gives the subjects in order. */
export async function readSubjects(
  { evidence, outputs, options }: Derivation,
  components: ComponentIndex,
): Promise<{ subjects: readonly Subject[]; unsupported: number }> {
  const slugOf = createSlugs();
  const items: SbomIndexItem[] = [];
  const found: { subject: string; names: readonly string[]; components: Int32Array }[] = [];
  let unsupported = 0;
  for await (const record of tracked(evidence.sboms(), options)) {
    const { subject, id, source, sha256 } = record;
    const path = `data/raw/sboms/${slugOf(subject, sha256)}/sbom.json`;
    const sbom = readSbom(record);
    items.push({ componentCount: sbom?.componentCount ?? null, id, path, source, subject });
    if (sbom === undefined) {
      unsupported += 1;
      continue;
    }
    const numbers = new Set<ComponentNumber>(sbom.components.map((component) => components.add(component)));
    found.push({ subject, names: [subject, ...sbom.subjectNames], components: Int32Array.from(numbers) });
  }
  const index = openIndexDocument(outputs.indexes.sbom, 'sboms');
  for (const item of items.sort(compareItems)) await index.add(item);
  await index.close();
  return { subjects: groupedBySubject(found), unsupported };
}

function compareItems(one: SbomIndexItem, other: SbomIndexItem): number {
  return compareText(one.subject, other.subject) || compareText(one.path, other.path);
}

function groupedBySubject(
  found: readonly { subject: string; names: readonly string[]; components: Int32Array }[],
): Subject[] {
  return [...Map.groupBy(found, ({ subject }) => subject)]
    .sort(([one], [other]) => compareText(one, other))
    .map(([subject, sboms]) => ({
      subject,
      names: [...new Set(sboms.flatMap(({ names }) => names))].map(productName),
      components: sboms.map(({ components }) => components),
    }));
}
