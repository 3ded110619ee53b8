/** `README.md` of a mirror: the same in every mirror of its kind, so it names no run and no time. */
export function mirrorReadme(variant: 'full' | 'delta'): string {
  return [title[variant], contents[variant], checking, importing[variant]].join('\n');
}

const title = {
  full: '# StellaOps mirror: full\n\nA whole mirror of evidence, for places without a network.\n',
  delta: '# StellaOps mirror: delta\n\nWhat has changed since the mirror that `manifest.yaml` names under `base`.\n',
};

const contents = {
  full: `## What is in it

- \`data/raw\`: advisories, VEX documents and SBOMs as they were ingested, byte for byte.
- \`data/normalized\`: the same in one form, whatever format they came in.
- \`data/policy\`, \`data/consensus\`: what the policy says of them, where the profile includes findings.
- \`indexes\`: which file holds what.
- \`manifest.yaml\`, \`export.json\`: every file with its size and digest. \`provenance.json\`: what it was made from.
- \`tuf\`: the same files as a TUF repository.
`,
  delta: `## What is in it

- \`delta/changed\`: advisories, VEX documents and SBOMs that are new or have changed, byte for byte as ingested.
- \`delta/removed\`: the names of those that are gone.
- \`delta/manifest.diff.json\`: how many, and the state before and after.
- \`manifest.yaml\`, \`export.json\`: every file with its size and digest. \`provenance.json\`: what it was made from.
- \`tuf\`: the same files as a TUF repository.
`,
};

const checking = `## Check it before you use it

With the public key that you trust (compare its fingerprint with the one on the console; the copy in \`signatures\` is only a copy):

    base64 -d signatures/export.sig > export.der
    openssl dgst -sha256 -verify export-center.pub -signature export.der export.json
    base64 -d signatures/manifest.sig > manifest.der
    openssl dgst -sha256 -verify export-center.pub -signature manifest.der manifest.yaml

The digests in \`manifest.yaml\` are those of \`sha256sum\`. \`stella export verify\` and \`mirror verify\` check all of it.
`;

const importing = {
  full: `## Import it

    offline-kit/bin/mirror import mirror-<day>-full.tar.zst

Then the deltas that build on it, in the order of their days.
`,
  delta: `## Import it

    offline-kit/bin/mirror import mirror-<day>-delta.tar.zst

on a mirror that holds its base. A delta that is out of order is refused; one that resets the baseline replaces everything.
`,
};
