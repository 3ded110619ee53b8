import { createHash } from 'node:crypto';
import { canonicalize } from '@tufjs/canonical-json';
import { Key, MetaFile, Metadata, Root, Signature, Snapshot, TargetFile, Targets, Timestamp } from '@tufjs/models';
import { hexOf } from '../../../../verification/bundle-hashes.ts';
import { canonicalJson } from '../../../../verification/canonical-json.ts';
import { type RunSigner } from '../../../signing/run-signer.ts';
import { type BundlePlan } from '../../bundle-plan.ts';
import { type FileDigest, sha256Of } from '../../digests.ts';

/** The version of the TUF specification that these documents follow. */
const SPEC_VERSION = '1.0.31';
const ROLES = ['root', 'targets', 'snapshot', 'timestamp'] as const;
/** Of a mirror whose retention counts bundles instead of days. */
const YEAR_MS = 365 * 24 * 3_600_000;

export interface TufInput {
  readonly plan: Pick<BundlePlan, 'createdAt' | 'expiresAt'>;
  /** The files that a client may fetch, as stored. */
  readonly targets: readonly FileDigest[];
  readonly publicKeyPem: string;
  readonly signer: RunSigner;
}

export interface TufDocument {
  readonly path: string;
  readonly bytes: Buffer;
}

/** What all four documents have in common. */
type Common = ReturnType<typeof commonOf>;
type Signable = Root | Targets | Snapshot | Timestamp;

/**
 * The TUF metadata of a mirror (theupdateframework.github.io/specification, version 1.0): one key for the four roles, so that a
 * client that trusts `tuf/root.json` may fetch any file of the mirror from any place. Each signature is made once a run.
 */
export async function tufMetadata(input: TufInput): Promise<TufDocument[]> {
  const key = tufKey(input.publicKeyPem);
  const common = commonOf(input.plan);
  const write = (name: string, signed: Signable) => signedDocument(name, signed, key, input.signer);
  const root = await write('root', rootOf(common, key));
  const targets = await write('targets', targetsOf(common, input.targets));
  const snapshot = await write(
    'snapshot',
    new Snapshot({ ...common, meta: { 'targets.json': fileOf(common, targets) } }),
  );
  const timestamp = await write('timestamp', new Timestamp({ ...common, snapshotMeta: fileOf(common, snapshot) }));
  return [root, targets, snapshot, timestamp];
}

/** Versions rise with the time of the plan, so that a client refuses a mirror older than the one it has seen. */
function commonOf({ createdAt, expiresAt }: TufInput['plan']) {
  const created = Date.parse(createdAt);
  const expires = new Date(expiresAt === null ? created + YEAR_MS : Date.parse(expiresAt));
  return {
    specVersion: SPEC_VERSION,
    version: Math.floor(created / 1000),
    // Section 4.2.1: no fractions of seconds.
    expires: expires.toISOString().replace(/\.\d+Z$/, 'Z'),
  };
}

/** A key as the root lists it; its id is the digest of its canonical form (section 4.2.3). */
function tufKey(publicKeyPem: string): Key {
  const form = { keytype: 'ecdsa', scheme: 'ecdsa-sha2-nistp256', keyval: { public: publicKeyPem } };
  const keyID = createHash('sha256').update(canonicalize(form)).digest('hex');
  return new Key({ keyID, keyType: form.keytype, scheme: form.scheme, keyVal: form.keyval });
}

/** The first root of its repository: a client begins with it, and a rotated key makes another repository. */
function rootOf(common: Common, key: Key): Root {
  const root = new Root({ ...common, version: 1, consistentSnapshot: false });
  for (const role of ROLES) root.addKey(key, role);
  return root;
}

function targetsOf(common: Common, files: readonly FileDigest[]): Targets {
  const targets = new Targets(common);
  for (const { path, bytes, sha256 } of files) {
    targets.addTarget(new TargetFile({ path, length: bytes, hashes: { sha256: hexOf(sha256) } }));
  }
  return targets;
}

function fileOf({ version }: Common, { bytes }: TufDocument): MetaFile {
  return new MetaFile({ version, length: bytes.length, hashes: { sha256: hexOf(sha256Of(bytes)) } });
}

async function signedDocument(name: string, signed: Signable, { keyID }: Key, signer: RunSigner): Promise<TufDocument> {
  const path = `tuf/${name}.json`;
  // TUF signs its own canonical JSON (section 4.1), which escapes less than RFC 8785 does; the file may have any form.
  const content = Buffer.from(canonicalize(signed.toJSON()));
  const signature = await signer.signDetached(path, {
    bytes: content.length,
    async *open() {
      yield await Promise.resolve(content);
    },
  });
  const sig = Buffer.from(signature, 'base64').toString('hex');
  const metadata = new Metadata(signed, { [keyID]: new Signature({ keyID, sig }) });
  return { path, bytes: Buffer.from(canonicalJson(metadata.toJSON())) };
}
