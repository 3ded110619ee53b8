import { formatOf } from './format-of.ts';

const told = (json: unknown) => {
  const found = formatOf(json);
  return found && `${found.format} ${found.formatVersion} ${found.supported ? 'supported' : 'unsupported'}`;
};

describe('formatOf', () => {
  it('tells the formats that are normalised', () => {
    expect(told({ id: 'DEMO-1', modified: '2025-06-01T00:00:00Z' })).toBe('OSV 1.0.0 supported');
    expect(told({ schema_version: '1.7.3', id: 'DEMO-1' })).toBe('OSV 1.7.3 supported');
    expect(told({ '@context': 'https://openvex.dev/ns/v0.2.0' })).toBe('OpenVEX 0.2.0 supported');
    expect(told({ '@context': 'https://openvex.dev/ns' })).toBe('OpenVEX 0.0.1 supported');
    expect(told({ bomFormat: 'CycloneDX', specVersion: '1.7' })).toBe('CycloneDX 1.7 supported');
    expect(told({ document: { csaf_version: '2.1' } })).toBe('CSAF 2.1 supported');
    expect(told({ spdxVersion: 'SPDX-2.3' })).toBe('SPDX 2.3 supported');
  });

  it('tells versions that are newer, older or unheard of', () => {
    expect(told({ schema_version: '2.0.0', id: 'DEMO-1' })).toBe('OSV 2.0.0 unsupported');
    expect(told({ '@context': 'https://openvex.dev/ns/v9' })).toBe('OpenVEX 9 unsupported');
    expect(told({ bomFormat: 'CycloneDX', specVersion: '1.9' })).toBe('CycloneDX 1.9 unsupported');
    expect(told({ document: { csaf_version: '3.0' } })).toBe('CSAF 3.0 unsupported');
    expect(told({ '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld' })).toBe('SPDX 3.0.1 unsupported');
    expect(told({ '@context': ['https://spdx.org/rdf/3.1/spdx-context.jsonld', {}] })).toBe('SPDX 3.1 unsupported');
    expect(told({ spdxVersion: 'SPDX-2.1' })).toBe('SPDX 2.1 unsupported');
  });

  it('gives no version where the field that states it has another form', () => {
    expect(told({ bomFormat: 'CycloneDX' })).toBe('CycloneDX  unsupported');
    expect(told({ bomFormat: 'CycloneDX', specVersion: 1.5 })).toBe('CycloneDX  unsupported');
    expect(told({ schema_version: 'of\nlate', id: 'DEMO-1' })).toBe('OSV  unsupported');
    expect(told({ document: { csaf_version: null } })).toBe('CSAF  unsupported');
  });

  it('knows nothing else', () => {
    for (const json of [null, 'text', 1, [], {}, { id: 'DEMO-1' }, { '@context': 'https://schema.org' }]) {
      expect(formatOf(json)).toBeUndefined();
    }
    expect(formatOf(JSON.parse('{"__proto__": {"bomFormat": "CycloneDX", "specVersion": "1.5"}}'))).toBeUndefined();
  });
});
