import { LineCounter, parseDocument, Parser, type CST, type Document } from 'yaml';

/** 256 KiB of text: some thousand ignores. */
export const MAXIMUM_POLICY_BYTES = 256 * 1024;

/** A policy nests three levels. The composer of YAML is recursive, and a stack that overflows in it can end the process. */
const maximumNesting = 16;
const maximumAliases = 100;

/** Why a `policy.yaml` is refused, with line and field: `line 4, default: is none of pass, warn, block`. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}

export interface PolicyYaml {
  /** Plain values, as of JSON. */
  readonly value: unknown;
  /** 1 for the first line; that of the nearest node above where the path itself leads to none. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** Reads YAML 1.2 from a source that is not trusted. Throws `PolicyError`. */
export function readPolicyYaml(text: string): PolicyYaml {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAXIMUM_POLICY_BYTES) throw new PolicyError(`is larger than 256 KiB (${bytes} bytes)`);
  checkNesting(text);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault) throw new PolicyError(`line ${lines.linePos(fault.pos[0]).line}: is not YAML: ${fault.message}`);
  return {
    value: plainValue(document),
    lineOf: (path) => lines.linePos(offsetOf(document, path)).line,
  };
}

/** The parser below the composer builds its tree without recursion, and the tree is walked without it too. */
function checkNesting(text: string): void {
  const waiting: { token: CST.Token; depth: number }[] = [];
  for (const token of new Parser().parse(text)) waiting.push({ token, depth: 0 });
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { token, depth } = next;
    if (depth > maximumNesting) throw new PolicyError(`is nested deeper than ${maximumNesting} levels`);
    for (const inner of innerTokens(token)) waiting.push({ token: inner, depth: depth + 1 });
  }
}

function innerTokens(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value ? [token.value] : [];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value].filter((inner) => inner !== undefined && inner !== null));
}

function plainValue(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: maximumAliases });
  } catch {
    throw new PolicyError(`uses more than ${maximumAliases} aliases`);
  }
}

function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (hasRange(node)) return node.range[0];
  }
  return document.contents?.range[0] ?? 0;
}

function hasRange(node: unknown): node is { range: [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
}
