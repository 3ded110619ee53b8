import { type ExportManifest } from '../../contracts/export-center/run.ts';
import { type Verdict } from '../../verification/verdict.ts';
import { type FileDigest } from './digests.ts';

/** What the encryption of a bundle's artifacts leaves for the documents that follow. */
export interface BundleEncryption {
  /** As `export.json` and `manifest.yaml` say it. */
  readonly manifest: NonNullable<ExportManifest['encryption']>;
  /** As `provenance.json` says it (mirror-bundles.md, section 4): one entry a recipient, with the wrapped data key if any. */
  readonly recipients: readonly object[];
  /** Of the import check that was made before the encryption. */
  readonly importVerdict: Verdict;
  /**
   * Encrypts a document of the bundle folder into the folder of encrypted files; `path` is in the bundle, that of the answer
   * in the staging folder. Called in strict mode only. The same document is encrypted once a run.
   * @throws ExportError `encryption`
   */
  encryptDocument(path: string): Promise<FileDigest>;
}
