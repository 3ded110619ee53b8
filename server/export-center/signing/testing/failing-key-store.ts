import type { TenantKeyStore } from '../tenant-key-store.ts';
import type { TenantSigner } from '../tenant-signer.ts';

/** A key store behind a network that fails, as that of a KMS does. */
export interface FailingKeyStore extends TenantKeyStore {
  /** Signatures made so far. */
  readonly made: number;
  /** Lets this many calls pass, then fails `failures` of them, by default every one until {@link FailingKeyStore.comeBack}. */
  failAfter(calls: number, failures?: number): void;
  comeBack(): void;
  /** Lets this many calls pass; the next one is never answered. Resolves when that is made. */
  hangAfter(calls: number): Promise<void>;
  /** Runs before each signature, with the number of those made. */
  beforeEachSignature: (made: number) => Promise<void>;
}

/** Stands before a real key store. */
export function createFailingKeyStore(keys: TenantKeyStore): FailingKeyStore {
  let callsLeft = Infinity;
  let failuresLeft = 0;
  let hangs: (() => void) | undefined;
  const pass = async (): Promise<void> => {
    if (callsLeft <= 0 && hangs) {
      hangs();
      await new Promise(() => undefined);
    }
    if (callsLeft <= 0 && failuresLeft > 0) {
      failuresLeft -= 1;
      throw new Error('the key store does not answer');
    }
    callsLeft -= 1;
  };
  const passing = (signer: TenantSigner): TenantSigner => ({
    ...signer,
    async sign(content) {
      await store.beforeEachSignature(store.made);
      await pass();
      const signature = await signer.sign(content);
      store.made += 1;
      return signature;
    },
  });
  const store = {
    made: 0,
    failAfter(calls: number, failures = Infinity) {
      callsLeft = calls;
      failuresLeft = failures;
    },
    comeBack: () => void (callsLeft = Infinity),
    async hangAfter(calls: number) {
      const asked = Promise.withResolvers<undefined>();
      hangs = () => asked.resolve(undefined);
      callsLeft = calls;
      await asked.promise;
    },
    beforeEachSignature: (_made: number) => Promise.resolve(),
    async signer(tenant: string) {
      await pass();
      return passing(await keys.signer(tenant));
    },
    async publicKeys(tenant: string) {
      await pass();
      return keys.publicKeys(tenant);
    },
    async rotate(tenant: string) {
      await pass();
      return passing(await keys.rotate(tenant));
    },
  };
  return store;
}
