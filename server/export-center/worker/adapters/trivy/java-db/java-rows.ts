import { type EvidenceRecord } from '../../../evidence-record.ts';
import { field, parsedJson, timeField } from '../../../../../evidence/normalise/fields.ts';
import { readSbom } from '../../../../../evidence/normalise/read-sbom.ts';

/** A Java archive that an SBOM names with its digest. */
export interface JavaArchive {
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
  /** 40 hex digits in lower case. */
  readonly sha1: string;
}

export interface JavaSbom {
  readonly archives: readonly JavaArchive[];
  /** Maven components whose digest the SBOM does not give: nobody can find them by it. */
  readonly withoutDigest: number;
  /** When the document was made, RFC 3339 UTC; null where it does not say. */
  readonly madeAt: string | null;
}

/** Undefined for a document of a format or version that is not known. */
export function readJavaSbom(
  record: Pick<EvidenceRecord, 'id' | 'source' | 'sha256' | 'content'>,
): JavaSbom | undefined {
  const sbom = readSbom(record);
  if (!sbom) return undefined;
  const json = parsedJson(record.content);
  const madeAt = timeField(field(json, 'metadata'), 'timestamp') ?? timeField(field(json, 'creationInfo'), 'created');
  const components = sbom.components.filter(({ ecosystem }) => ecosystem === 'Maven');
  const archives = components.flatMap(({ name, version, sha1 }) => {
    const [groupId, artifactId, ...rest] = name.split(':');
    if (sha1 === null || !groupId || !artifactId || rest.length > 0) return [];
    return { groupId, artifactId, version, sha1 };
  });
  return { archives, withoutDigest: components.length - archives.length, madeAt: madeAt ?? null };
}
