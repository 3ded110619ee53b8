import { type RawRecord } from '../derive/raw-evidence.ts';
import { type SbomComponent } from '../model.ts';
import { componentsOfCycloneDx, namesOfCycloneDx } from './cyclonedx-components.ts';
import { parsedJson, sortedSet } from './fields.ts';
import { formatOf } from './format-of.ts';
import { componentsOfSpdx, namesOfSpdx } from './spdx-packages.ts';

export interface Sbom {
  /** Other names of the subject: its purl, and how VEX documents refer to this SBOM. Sorted. */
  readonly subjectNames: readonly string[];
  /** How many the document lists, whether they can be matched or not. */
  readonly componentCount: number;
  /** Those with a purl of an ecosystem that advisories name, in the order of the document. The same one may come twice. */
  readonly components: readonly SbomComponent[];
}

/** A CycloneDX or SPDX 2 document; undefined for other formats and for versions that are not known. */
export function readSbom(record: RawRecord): Sbom | undefined {
  const json = parsedJson(record.content);
  const format = formatOf(json);
  if (!format?.supported) return undefined;
  switch (format.format) {
    case 'CycloneDX':
      return { subjectNames: sortedSet(namesOfCycloneDx(json, record.id)), ...componentsOfCycloneDx(json) };
    case 'SPDX':
      return { subjectNames: sortedSet(namesOfSpdx(json)), ...componentsOfSpdx(json) };
    default:
      return undefined;
  }
}
