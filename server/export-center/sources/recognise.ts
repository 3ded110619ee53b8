import type { EvidenceKind } from '../../contracts/export-center/kinds.ts';
import { formatOf, type DocumentFormat, type EvidenceFormat } from '../../evidence/normalise/format-of.ts';
import { fieldId } from './document-fields.ts';
import { readDocumentText } from './document-text.ts';
import { Refusal } from './refusal.ts';
import { recogniseCsaf } from './recognise-csaf.ts';
import { recogniseCycloneDx } from './recognise-cyclonedx.ts';
import { recogniseOpenVex } from './recognise-openvex.ts';
import { recogniseOsv } from './recognise-osv.ts';
import { recogniseSpdx } from './recognise-spdx.ts';
import type { DocumentIdentity, RecognisedDocument } from './recognised-document.ts';

/**
 * What a document is, from its bytes and the kind of folder it lies in alone: the same on every machine and in every
 * order of import. A document without an identifier of its own is identified by its digest, not by its file name, so
 * that renaming a file changes nothing.
 *
 * A version of a format that cannot be normalised is recognised too, with `supported: false`.
 * Throws `Refusal`, whose message says in plain words what is wrong.
 */
export function recogniseDocument(kind: EvidenceKind, bytes: Uint8Array): RecognisedDocument {
  const { json, ...text } = readDocumentText(bytes);
  const identity = identify(kind, json);
  if (identity.id !== undefined) checkId(identity.id);
  return { kind, ...identity, id: identity.id ?? text.sha256, ...text };
}

/** Ids end up in names of files that others make; none may lead out of their folder. */
function checkId(id: string): void {
  if (/^[\\/]|(^|[\\/])\.\.([\\/]|$)/.test(id)) throw new Refusal(`has the id ${JSON.stringify(id)}, which is a path`);
}

interface FormatRules {
  /** The folders in which documents of the format belong. */
  readonly kinds: readonly EvidenceKind[];
  readonly versionField: string;
  /** Where the document's own identifier lies. */
  readonly id: readonly string[];
  readonly read: (json: unknown, kind: EvidenceKind) => DocumentIdentity;
}

const formats: Readonly<Record<EvidenceFormat, FormatRules>> = {
  OSV: { kinds: ['advisories'], versionField: 'schema_version', id: ['id'], read: recogniseOsv },
  OpenVEX: { kinds: ['vex'], versionField: '@context', id: ['@id'], read: recogniseOpenVex },
  CSAF: {
    kinds: ['vex'],
    versionField: 'document.csaf_version',
    id: ['document', 'tracking', 'id'],
    read: recogniseCsaf,
  },
  CycloneDX: { kinds: ['sboms', 'vex'], versionField: 'specVersion', id: ['serialNumber'], read: recogniseCycloneDx },
  SPDX: { kinds: ['sboms'], versionField: 'spdxVersion', id: ['documentNamespace'], read: recogniseSpdx },
};

function identify(kind: EvidenceKind, json: unknown): DocumentIdentity & DocumentFormat {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new Refusal('is not a JSON object');
  const found = formatOf(json);
  if (found === undefined) throw unknownFormat(kind, json);
  const { kinds, versionField, read } = formats[found.format];
  if (!kinds.includes(kind)) throw new Refusal(`is ${found.format}; it belongs in ${kinds.join(' or ')}`);
  if (found.formatVersion === '') throw new Refusal(`is not ${found.format}: ${versionField} names no version`);
  return { ...found, ...(found.supported ? read(json, kind) : identifyUnsupported(kind, json, found)) };
}

/** Versions mostly add fields, so that the readers may still fit; where they do not, the identifier has to do. */
function identifyUnsupported(kind: EvidenceKind, json: object, { format }: DocumentFormat): DocumentIdentity {
  try {
    return formats[format].read(json, kind);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const id = fieldId.safeParse(valueAt(json, formats[format].id)).data;
    return { id, subject: undefined, modifiedAt: undefined, products: [], ecosystems: [] };
  }
}

function valueAt(json: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined) return json;
  if (typeof json !== 'object' || json === null || !Object.hasOwn(json, step)) return undefined;
  return valueAt((json as Record<string, unknown>)[step], rest);
}

function unknownFormat(kind: EvidenceKind, json: object): Refusal {
  // Every other format says its name; of an advisory that is none the missing field is told.
  if (kind === 'advisories') recogniseOsv(json);
  const possible = Object.entries(formats).filter(([, { kinds }]) => kinds.includes(kind));
  return new Refusal(`is none of ${possible.map(([name]) => name).join(', ')}`);
}
