import { createHash } from 'node:crypto';
import { type RawRecord, type RawSbom } from '../derive/raw-evidence.ts';

/** A raw record of a document; a string is its text. */
export function rawRecord(id: string, document: unknown, source = 'source'): RawRecord {
  const content = typeof document === 'string' ? document : JSON.stringify(document);
  return { id, source, sha256: `sha256:${createHash('sha256').update(content).digest('hex')}`, content };
}

export function osv(id: string, more: object = {}): RawRecord {
  return rawRecord(id, { schema_version: '1.6.0', id, modified: '2025-06-01T00:00:00Z', ...more }, 'advisories');
}

/** An advisory for one package and range. */
export function osvFor(id: string, ecosystem: string, name: string, fixed?: string, more: object = {}): RawRecord {
  const events = [{ introduced: '0' }, ...(fixed === undefined ? [] : [{ fixed }])];
  const affected = [{ package: { ecosystem, name }, ranges: [{ type: 'ECOSYSTEM', events }] }];
  return osv(id, { affected, ...more });
}

export function sbomOf(subject: string, purls: readonly string[], more: object = {}): RawSbom {
  const components = purls.map((purl) => ({ type: 'library', name: purl, purl }));
  const document = { bomFormat: 'CycloneDX', specVersion: '1.6', components, ...more };
  return { ...rawRecord(`sbom of ${subject}`, document, 'sboms'), subject };
}

export interface StatementDraft {
  readonly vulnerability: string;
  readonly product: string;
  readonly subcomponents?: readonly string[];
  readonly status: string;
  readonly timestamp?: string;
  readonly aliases?: readonly string[];
}

export function openVex(id: string, author: string, ...drafts: readonly StatementDraft[]): RawRecord {
  const statements = drafts.map(({ vulnerability, aliases, product, subcomponents = [], status, timestamp }) => ({
    vulnerability: { name: vulnerability, aliases },
    products: [{ '@id': product, subcomponents: subcomponents.map((name) => ({ '@id': name })) }],
    status,
    timestamp,
  }));
  const context = 'https://openvex.dev/ns/v0.2.0';
  return rawRecord(
    id,
    { '@context': context, '@id': id, author, timestamp: '2025-06-01T00:00:00Z', statements },
    'vex',
  );
}
