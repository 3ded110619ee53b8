import { type Claim, claimsOf } from '../consensus/claims.ts';
import { type VulnerabilityNames } from '../consensus/vulnerability-names.ts';
import { type WeighedConsensus, weighClaims } from '../consensus/weigh-claims.ts';
import { type VexConsensus } from '../model.ts';
import { compareText } from '../../verification/compare-text.ts';
import { normaliseVex } from '../normalise/normalise-vex.ts';
import { type Derivation, tracked } from './derivation.ts';
import { createExternalSort } from './external-sort.ts';
import { openIndexDocument, vexIndexItem } from './index-documents.ts';

/** Normalises the VEX documents and learns which vulnerabilities they speak of. */
export async function deriveStatements(
  { evidence, outputs, options, lines }: Derivation,
  names: VulnerabilityNames,
): Promise<{ normalised: number; unsupported: number }> {
  const index = openIndexDocument(outputs.indexes.vex, 'vex');
  let [normalised, unsupported] = [0, 0];
  for await (const record of tracked(evidence.vex(), options)) {
    const statements = normaliseVex(record);
    if (statements === undefined) unsupported += 1;
    for (const statement of statements ?? []) {
      normalised += 1;
      names.addStatement([statement.vulnerability, ...statement.aliases]);
      const line = lines.line(statement);
      await outputs.vex?.write(line);
      await index.add(vexIndexItem(statement));
    }
  }
  await index.close();
  return { normalised, unsupported };
}

/** Weighs all claims once the names of the vulnerabilities are known, and gives each consensus to `take` as well. */
export async function deriveConsensus(
  { evidence, outputs, options, lines }: Derivation,
  names: VulnerabilityNames,
  take: (consensus: WeighedConsensus) => void,
): Promise<number> {
  await using claims = createExternalSort(compareClaims, { folder: options.workFolder, name: 'claims' });
  for await (const record of evidence.vex()) {
    options.signal.throwIfAborted();
    for (const statement of normaliseVex(record) ?? []) {
      for (const claim of claimsOf(statement, (name) => names.nameOf(name) ?? name)) {
        await claims.add(claim, charactersOf(claim));
      }
    }
  }
  let count = 0;
  for await (const group of groupsOf(claims.sorted())) {
    options.signal.throwIfAborted();
    const consensus = weighClaims(group);
    take(consensus);
    count += 1;
    await outputs.consensus?.write(lines.line(recordOf(consensus)));
  }
  return count;
}

/** A record of its own: redaction must not reach what the evaluations still need. */
function recordOf(consensus: WeighedConsensus): VexConsensus {
  const { conflict, justification, product, statements, status, subcomponent, vulnerability } = consensus;
  return { conflict, justification, product, statements: [...statements], status, subcomponent, vulnerability };
}

function compareClaims(one: Claim, other: Claim): number {
  return (
    comparePlaces(one, other) || compareText(one.statement, other.statement) || compareText(one.author, other.author)
  );
}

/** A claim on the whole product comes before those on its components. */
function comparePlaces(one: Claim, other: Claim): number {
  return (
    compareText(one.product, other.product) ||
    Number(one.subcomponent !== null) - Number(other.subcomponent !== null) ||
    compareText(one.subcomponent ?? '', other.subcomponent ?? '') ||
    compareText(one.vulnerability, other.vulnerability)
  );
}

function charactersOf({ product, subcomponent, statement, justification }: Claim): number {
  return 200 + product.length + (subcomponent?.length ?? 0) + statement.length + (justification?.length ?? 0);
}

async function* groupsOf(claims: AsyncIterable<Claim>): AsyncGenerator<Claim[]> {
  let group: Claim[] = [];
  for await (const claim of claims) {
    const [first] = group;
    if (first && comparePlaces(first, claim) !== 0) {
      yield group;
      group = [];
    }
    group.push(claim);
  }
  if (group.length > 0) yield group;
}
