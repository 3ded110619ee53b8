/** `recipients.json` of a run, made once: it holds the wrapped data key, which is random. */
export interface RunRecipientsTable {
  tenant: string;
  run_id: string;
  /** Canonical JSON, byte for byte as in the bundle. */
  document: string;
}

/** An encrypted file of a run that has not ended; its bytes are a part of an object. */
export interface RunEncryptedFileTable {
  tenant: string;
  run_id: string;
  /** As in `export.json`. */
  path: string;
  plain_sha256: string;
  /** `sha256:<hex>` of the run's `recipients.json`: what it was encrypted for. */
  recipients_sha256: string;
  sha256: string;
  object_key: string;
  /** Of the first byte in the object. */
  start: number;
  bytes: number;
}

export interface EncryptionTables {
  'export_center.run_recipients': RunRecipientsTable;
  'export_center.run_encrypted_files': RunEncryptedFileTable;
}
