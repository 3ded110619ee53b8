import { stringify } from 'yaml';
import {
  type MirrorFacts,
  listedArtifact,
  membersAfterArtifacts,
  membersBeforeArtifacts,
} from '../../../../verification/mirror/mirror-manifest.ts';

/**
 * `manifest.yaml` (mirror-bundles.md, section 2) in pieces: of the artifacts, of which there may be very many, one is written at
 * a time. The same facts give the same text.
 */
export function* manifestYaml(facts: MirrorFacts): Generator<string> {
  const { artifacts } = facts;
  yield yaml(membersBeforeArtifacts(facts));
  yield artifacts.length === 0 ? 'artifacts: []\n' : 'artifacts:\n';
  for (const artifact of artifacts) yield indented(yaml([listedArtifact(artifact)]));
  yield yaml(membersAfterArtifacts(facts));
}

/** Block style, no folding of long lines, no anchors for what happens to be the same twice. */
function yaml(value: object): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
