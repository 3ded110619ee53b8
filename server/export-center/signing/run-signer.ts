import { createHash } from 'node:crypto';
import { canonicalJson } from '../../verification/canonical-json.ts';
import { preAuthHead } from '../../verification/signature/dsse.ts';
import { type SignatureMemory } from './signature-memory.ts';
import { type TenantSigner } from './tenant-signer.ts';

/** Bytes to sign, read from the start each time they are opened: a large provenance is never in memory. */
export interface SignedContent {
  readonly bytes: number;
  open(): AsyncIterable<Buffer>;
}

/** Makes the signatures of one run, each once: a later attempt gets the remembered ones. */
export interface RunSigner {
  /** A detached signature: base64 of DER. */
  signDetached(purpose: string, content: SignedContent): Promise<string>;
  /** A DSSE envelope around the content, as canonical JSON in pieces. */
  signEnvelope(purpose: string, payloadType: string, payload: SignedContent): Promise<AsyncIterable<Buffer>>;
}

export function createRunSigner(runId: string, signer: TenantSigner, memory: SignatureMemory): RunSigner {
  const signDetached = async (purpose: string, content: SignedContent): Promise<string> => {
    const made = { runId, digest: await digestOf(content), keyId: signer.keyId, purpose };
    return (await memory.find(made)) ?? memory.keep(made, await signer.sign(content.open()));
  };
  return {
    signDetached,
    signEnvelope: async (purpose, payloadType, payload) => {
      const sig = await signDetached(purpose, preAuthenticated(payloadType, payload));
      return envelopePieces(payload, payloadType, { keyid: signer.keyId, sig });
    },
  };
}

/** What a DSSE signature covers. */
function preAuthenticated(payloadType: string, payload: SignedContent): SignedContent {
  const head = Buffer.from(preAuthHead(payloadType, payload.bytes));
  return {
    bytes: head.length + payload.bytes,
    async *open() {
      yield head;
      yield* payload.open();
    },
  };
}

async function digestOf(content: SignedContent): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of content.open()) hash.update(piece);
  return `sha256:${hash.digest('hex')}`;
}

async function* envelopePieces(
  payload: SignedContent,
  payloadType: string,
  signature: { keyid: string; sig: string },
): AsyncGenerator<Buffer> {
  const rest = canonicalJson({ payloadType, signatures: [signature] }).slice(1);
  yield Buffer.from('{"payload":"');
  // Groups of three bytes, so that the pieces' base64 is that of the whole.
  let left = Buffer.alloc(0);
  for await (const piece of payload.open()) {
    const bytes = Buffer.concat([left, piece]);
    const whole = bytes.length - (bytes.length % 3);
    yield Buffer.from(bytes.toString('base64', 0, whole));
    left = bytes.subarray(whole);
  }
  yield Buffer.from(`${left.toString('base64')}",${rest}`);
}
