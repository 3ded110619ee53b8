import { type RunSigner, createRunSigner } from '../../signing/run-signer.ts';
import { type SignatureMemory } from '../../signing/signature-memory.ts';
import { type TenantSigner } from '../../signing/tenant-signer.ts';
import { ExportError } from '../export-error.ts';

/** Who signs a run, and where its signatures are remembered. */
export interface Signing {
  readonly signer: TenantSigner;
  /** The memory of the tenant. */
  readonly memory: SignatureMemory;
}

/** Signs for one run, each signature once; whatever keeps it from signing is an ExportError `signing`. */
export function signerOfRun(runId: string, { signer, memory }: Signing): RunSigner {
  const made = createRunSigner(runId, signer, memory);
  return {
    signDetached: (...request) => made.signDetached(...request).catch(failed),
    signEnvelope: (...request) => made.signEnvelope(...request).catch(failed),
  };
}

function failed(cause: unknown): never {
  throw new ExportError('signing', 'The tenant key could not sign the bundle', { cause });
}
