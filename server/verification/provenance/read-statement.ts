import { asDigest, type Digest } from '../bundle-hashes.ts';
import { isObject } from '../json.ts';
import { LIFTED, liftList } from './lift-list.ts';

/** What verification needs of an in-toto statement v1 with an SLSA provenance v1 predicate. */
export interface Statement {
  /** Lines `<hex> <name>`. */
  readonly subjects: readonly string[];
  readonly inputDigests: readonly Digest[];
}

/** Several times what an Export Center is made for; whoever forges a list must not fill the memory with it. */
const MOST_INPUTS = 2_000_000;

/** Reads `provenance.json`, of which only the digests of its inputs stay in memory; undefined when it is not one. */
export async function readStatement(content: AsyncIterable<Uint8Array>): Promise<Statement | undefined> {
  const inputDigests: Digest[] = [];
  try {
    const statement = await liftList(content, 'resolvedDependencies', (item) => {
      const input = descriptorOf(item);
      if (!input) throw new TypeError('An input has no name or no digest');
      if (inputDigests.length === MOST_INPUTS) throw new RangeError(`There are more than ${MOST_INPUTS} inputs`);
      inputDigests.push(asDigest(input.hex));
    });
    const subjects = subjectsOf(statement);
    return subjects && { subjects, inputDigests };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError) return undefined;
    throw error;
  }
}

function subjectsOf(statement: unknown): string[] | undefined {
  if (!isObject(statement) || statement['_type'] !== 'https://in-toto.io/Statement/v1') return undefined;
  if (statement['predicateType'] !== 'https://slsa.dev/provenance/v1' || !isObject(statement['predicate'])) {
    return undefined;
  }
  const { buildDefinition } = statement['predicate'];
  const dependencies = isObject(buildDefinition) ? buildDefinition['resolvedDependencies'] : undefined;
  // Another list of that name may have stood before this one.
  if (!Array.isArray(dependencies) || dependencies[0] !== LIFTED || !Array.isArray(statement['subject'])) {
    return undefined;
  }
  const subjects = statement['subject'].map(descriptorOf);
  if (!subjects.every((subject) => subject !== undefined)) return undefined;
  return subjects.map(({ hex, name }) => `${hex} ${name}`);
}

/** An in-toto resource descriptor with a name and a SHA-256. */
function descriptorOf(value: unknown): { name: string; hex: string } | undefined {
  if (!isObject(value) || !isObject(value['digest'])) return undefined;
  const [name, hex] = [value['name'], value['digest']['sha256']];
  if (typeof name !== 'string' || typeof hex !== 'string') return undefined;
  return /^[0-9a-f]{64}$/.test(hex) ? { name, hex } : undefined;
}
