import type { EvidenceKind } from '../../contracts/export-center/kinds.ts';
import { readDocumentText, Refusal } from './document-text.ts';
import { isCycloneDx, recogniseCycloneDx } from './recognise-cyclonedx.ts';
import { isOpenVex, recogniseOpenVex } from './recognise-openvex.ts';
import { recogniseOsv } from './recognise-osv.ts';
import type { DocumentIdentity, RecognisedDocument } from './recognised-document.ts';

/**
 * What a document is, from its bytes and the kind of folder it lies in alone: the same on every machine and in every
 * order of import. A document without an identifier of its own is identified by its digest, not by its file name, so
 * that renaming a file changes nothing.
 *
 * Throws `Refusal`, whose message says in plain words what is wrong.
 */
export function recogniseDocument(kind: EvidenceKind, bytes: Uint8Array): RecognisedDocument {
  const { json, ...text } = readDocumentText(bytes);
  const identity = identify(kind, json);
  return { kind, ...identity, id: identity.id ?? text.sha256, ...text };
}

function identify(kind: EvidenceKind, json: unknown): DocumentIdentity {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new Refusal('is not a JSON object');
  if (isCycloneDx(json)) return recogniseCycloneDx(kind, json);
  if (isOpenVex(json)) return recogniseOpenVex(kind, json);
  if (kind === 'advisories') return recogniseOsv(json);
  throw new Refusal(kind === 'sboms' ? 'is not CycloneDX' : 'is neither CycloneDX nor OpenVEX');
}
