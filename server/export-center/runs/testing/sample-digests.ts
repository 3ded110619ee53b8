/**
 * What a `json:raw` run of globex gives on the shipped sample, compressed by zstd at level 10. Another machine, order
 * of import or number of workers must give the same; only a changed sample, format or zstd may change what stands here.
 */
export const sampleDigests = {
  counts: { advisories: 17, vex: 1, sboms: 1, policyEvaluations: 0 },
  inputsHash: 'sha256:8a72b2ae8bebaa5af85c4f8de65d0acfcdd5f5d9fce55b3ea56911e15c7f05ae',
  rerunHash: 'sha256:507f0e5f5e1e8028a812300c961084ceb4bd313bda15d68a34b9bbd8086735a7',
  artifacts: {
    'data/raw/advisories/a0.jsonl.zst': 'sha256:273770353ae3e46ba9bae047be95f355aeaa669025dce380aec43b54a4901e34',
    'data/raw/sboms/registry.example.com-globex-warehouse-service-2.8.0-cbb85b4a/sbom.json':
      'sha256:cbb85b4ab5306dd7824e4571e1eb25e5ce321438ae6ecea2bb30fe5e1e071dc1',
    'data/raw/vex/v0.jsonl.zst': 'sha256:ac10f5be822d3d00854b7c90d3a0584cc0cbc849df705f6da172b6d7425ef91c',
  } as Record<string, string>,
};
