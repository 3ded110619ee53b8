import { verify } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { dsse } from '@sigstore/core';
import { temporaryFolder } from '../worker/testing/temporary-folder.ts';
import { canonicalJson } from '../../verification/canonical-json.ts';
import { type SignedContent, createRunSigner } from './run-signer.ts';
import { type SignatureMemory, createTransientSignatureMemory } from './signature-memory.ts';
import { createFileTenantKeyStore } from './tenant-key-store.ts';

describe('the signer of a run', () => {
  const folder = temporaryFolder();
  const keys = () => createFileTenantKeyStore({ folder: folder(), now: () => new Date(0) });
  const contentOf = (bytes: Buffer, pieceBytes = 100_001): SignedContent => ({
    bytes: bytes.length,
    async *open() {
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        yield await Promise.resolve(bytes.subarray(at, at + pieceBytes));
      }
    },
  });
  const payloadBytes = Buffer.from(`{"runId":"run-1","long":"${'x'.repeat(500_000)}"}`);
  const payload = contentOf(payloadBytes);

  it('signs the same bytes once, in every attempt of the run', async () => {
    const memory = createTransientSignatureMemory();
    const signer = await keys().signer('acme');
    const first = await createRunSigner('run-1', signer, memory).signEnvelope('export.dsse', 'type', payload);
    const second = await createRunSigner('run-1', signer, memory).signEnvelope('export.dsse', 'type', payload);
    const [one, other] = await Promise.all([first, second].map((pieces) => text(pieces)));
    expect(other).toBe(one ?? '');
    expect(one).toBe(canonicalJson(JSON.parse(one ?? '')));
  });

  it('makes the envelope that @sigstore/core would, in pieces of any size', async () => {
    const signer = await keys().signer('acme');
    const run = createRunSigner('run-1', signer, createTransientSignatureMemory());
    for (const pieceBytes of [1, 2, 3, 4, 1_000]) {
      const content = contentOf(payloadBytes.subarray(0, 1_000), pieceBytes);
      const envelope = JSON.parse(await text(await run.signEnvelope('export.dsse', 'type', content))) as {
        payload: string;
        signatures: [{ sig: string }];
      };
      const bytes = Buffer.from(envelope.payload, 'base64');
      expect(bytes.equals(payloadBytes.subarray(0, 1_000))).toBeTrue();
      const signature = Buffer.from(envelope.signatures[0].sig, 'base64');
      expect(verify('sha256', dsse.preAuthEncoding('type', bytes), signer.publicKeyPem, signature)).toBeTrue();
    }
  });

  it('signs anew for another run, another content, another purpose and another key', async () => {
    const memory = createTransientSignatureMemory();
    const signer = await keys().signer('acme');
    const run = createRunSigner('run-1', signer, memory);
    const signatures = [
      await run.signDetached('a', payload),
      await run.signDetached('b', payload),
      await run.signDetached('a', contentOf(Buffer.from('other'))),
      await createRunSigner('run-2', signer, memory).signDetached('a', payload),
      await createRunSigner('run-1', await keys().rotate('acme'), memory).signDetached('a', payload),
    ];
    expect(new Set(signatures).size).toBe(signatures.length);
  });

  it('uses the signature of another attempt that was quicker', async () => {
    const memory: SignatureMemory = {
      find: () => Promise.resolve(undefined),
      keep: () => Promise.resolve('kept by another'),
    };
    const run = createRunSigner('run-1', await keys().signer('acme'), memory);
    expect(await run.signDetached('a', payload)).toBe('kept by another');
  });
});
