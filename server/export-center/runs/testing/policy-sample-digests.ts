/**
 * What a `json:policy` run of globex gives on the shipped sample under the built-in policy, compressed by zstd at level 10.
 * Only a changed sample, policy, format, matcher or zstd may change what stands here.
 */
export const policySampleDigests = {
  counts: { advisories: 17, vex: 1, sboms: 1, policyEvaluations: 11 },
  policyVersion: 'sha256:bf2f4619b12b2c72974bc2ce7aca7831f4c12484c692b350289c8ddd744c6194',
  policySnapshotId: 'snap-bc5d7fc9105cdc45',
  inputsHash: 'sha256:9575cc74e0efef0e83bdc23ae7f25fac28562fa94d5e483583655176b0723404',
  rerunHash: 'sha256:0f649a8bcd7d0b41857035dd6790077692f19585a9107618b60647b82f73c01b',
  artifacts: {
    'data/consensus/vex_consensus.jsonl.zst': 'sha256:824c7b57358fb604f3a84430121602721cdd9861be7d2951fe410bb38f4b40bf',
    'data/normalized/advisories/a0.jsonl.zst':
      'sha256:1698476c2cf743cfe18580907efe80cc641d0b2655b9974dc55ad8f38492c96b',
    'data/normalized/vex/v0.jsonl.zst': 'sha256:c5c79005137f4e22b1f647129f622eb7d850fbe5f21ca3d39d066505a813ced8',
    'data/policy/evaluations.jsonl.zst': 'sha256:cd5c0063440e3672737ca63ba6d8fd4ea04ddcc2628fb90e8b1485b8b74904b9',
    'data/policy/snapshot.json': 'sha256:46a91a5edd2bdda41cb2a2aee78ae6a442e063c963b89d05cfd281da366f1c83',
    'data/raw/advisories/a0.jsonl.zst': 'sha256:273770353ae3e46ba9bae047be95f355aeaa669025dce380aec43b54a4901e34',
    'data/raw/sboms/registry.example.com-globex-warehouse-service-2.8.0-cbb85b4a/sbom.json':
      'sha256:cbb85b4ab5306dd7824e4571e1eb25e5ce321438ae6ecea2bb30fe5e1e071dc1',
    'data/raw/vex/v0.jsonl.zst': 'sha256:ac10f5be822d3d00854b7c90d3a0584cc0cbc849df705f6da172b6d7425ef91c',
  } as Record<string, string>,
};
