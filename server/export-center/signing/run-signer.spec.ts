import { temporaryFolder } from '../worker/testing/temporary-folder.ts';
import { canonicalJson } from '../../verification/canonical-json.ts';
import { createRunSigner } from './run-signer.ts';
import { type SignatureMemory, createTransientSignatureMemory } from './signature-memory.ts';
import { createFileTenantKeyStore } from './tenant-key-store.ts';

describe('the signer of a run', () => {
  const folder = temporaryFolder();
  const keys = () => createFileTenantKeyStore({ folder: folder(), now: () => new Date(0) });
  const payload = Buffer.from(`{"runId":"run-1","long":"${'x'.repeat(500_000)}"}`);

  it('signs the same bytes once, in every attempt of the run', async () => {
    const memory = createTransientSignatureMemory();
    const signer = await keys().signer('acme');
    const first = await createRunSigner('run-1', signer, memory).signEnvelope('export.dsse', 'type', payload);
    const second = await createRunSigner('run-1', signer, memory).signEnvelope('export.dsse', 'type', payload);
    const [one, other] = [first, second].map((pieces) => Buffer.concat([...pieces]).toString());
    expect(other).toBe(one ?? '');
    expect(one).toBe(canonicalJson(JSON.parse(one ?? '')));
  });

  it('signs anew for another run, another content, another purpose and another key', async () => {
    const memory = createTransientSignatureMemory();
    const signer = await keys().signer('acme');
    const run = createRunSigner('run-1', signer, memory);
    const signatures = [
      await run.signDetached('a', payload),
      await run.signDetached('b', payload),
      await run.signDetached('a', Buffer.from('other')),
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
