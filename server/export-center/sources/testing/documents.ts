/** Documents of the formats that nest too deep to be written out in each spec. */

const shop = {
  product_id: 'SHOP',
  name: 'Shop 1.0.0',
  product_identification_helper: { purl: 'pkg:npm/%40Example/shop@1.0.0' },
};

/** CSAF 2.0 of the profile VEX: one product, not affected by one vulnerability. */
export const csafVex = {
  document: {
    category: 'csaf_vex',
    csaf_version: '2.0',
    title: 'Shop is not affected',
    publisher: { category: 'vendor', name: 'Example', namespace: 'https://example.com' },
    tracking: {
      id: 'EXAMPLE-VEX-1',
      status: 'final',
      version: '1',
      initial_release_date: '2025-03-01T10:00:00Z',
      current_release_date: '2025-03-02T10:00:00Z',
      revision_history: [{ date: '2025-03-01T10:00:00Z', number: '1', summary: 'First' }],
    },
  },
  product_tree: {
    branches: [
      {
        category: 'vendor',
        name: 'Example',
        branches: [{ category: 'product_version', name: '1.0.0', product: shop }],
      },
    ],
  },
  vulnerabilities: [
    {
      cve: 'CVE-1900-0001',
      product_status: { known_not_affected: ['SHOP'] },
      flags: [{ label: 'vulnerable_code_not_present', product_ids: ['SHOP'] }],
    },
  ],
};

/** SPDX 2.3 of a product with one dependency. */
export const spdxSbom = {
  spdxVersion: 'SPDX-2.3',
  dataLicense: 'CC0-1.0',
  SPDXID: 'SPDXRef-DOCUMENT',
  name: 'shop',
  documentNamespace: 'https://example.com/spdx/shop-1.0.0',
  creationInfo: { created: '2025-03-01T10:00:00Z', creators: ['Organization: Example'] },
  packages: [
    {
      SPDXID: 'SPDXRef-left-trim',
      name: 'left-trim',
      versionInfo: '7.7.6',
      downloadLocation: 'NOASSERTION',
      externalRefs: [
        {
          referenceCategory: 'PACKAGE-MANAGER',
          referenceType: 'purl',
          referenceLocator: 'pkg:npm/%40example/left-trim@7.7.6',
        },
      ],
    },
    { SPDXID: 'SPDXRef-shop', name: '@example/shop', versionInfo: '1.0.0', downloadLocation: 'NOASSERTION' },
  ],
  relationships: [
    { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: 'SPDXRef-shop' },
    { spdxElementId: 'SPDXRef-shop', relationshipType: 'DEPENDS_ON', relatedSpdxElement: 'SPDXRef-left-trim' },
  ],
};
