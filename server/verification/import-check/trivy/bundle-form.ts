/** What the two Trivy bundles are: gzip tar archives of a database and its metadata (bundles.md, "Kinds"). */
export const METADATA_FILE = 'metadata.json';

export interface TrivyBundleForm {
  /** The artifact. */
  readonly path: string;
  readonly databaseFile: string;
  /** Versions of the database's schema that are written and read. */
  readonly schemaVersions: readonly number[];
}

export const trivyDb: TrivyBundleForm = {
  path: 'trivy/db.bundle',
  databaseFile: 'trivy.db',
  schemaVersions: [2],
};

export const trivyJavaDb: TrivyBundleForm = {
  path: 'trivy/java-db.bundle',
  databaseFile: 'trivy-java.db',
  schemaVersions: [1],
};
