import { rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { ExportError } from '../../../export-error.ts';
import { type JavaArchive } from './java-rows.ts';

/** As trivy-java-db creates them (`pkg/db/db.go`, Init), letter by letter. */
const SCHEMA = [
  'CREATE TABLE artifacts(id INTEGER PRIMARY KEY, group_id TEXT, artifact_id TEXT)',
  'CREATE TABLE indices(artifact_id INTEGER, version TEXT, sha1 BLOB, archive_type TEXT, foreign key (artifact_id) references artifacts(id))',
  'CREATE UNIQUE INDEX artifacts_idx ON artifacts(artifact_id, group_id)',
  'CREATE INDEX indices_artifact_idx ON indices(artifact_id)',
  'CREATE UNIQUE INDEX indices_sha1_idx ON indices(sha1)',
];

/** Fixed page size; nothing beside the file, as nobody reads it before it is finished; at most 16 MiB of it in memory. */
const SETTINGS = [
  'PRAGMA page_size = 4096',
  'PRAGMA journal_mode = OFF',
  'PRAGMA synchronous = OFF',
  'PRAGMA locking_mode = EXCLUSIVE',
  'PRAGMA cache_size = -16384',
];

/**
 * Writes Trivy's Java database, schema 1, from archives in a fixed order: the same ones give the same bytes with the same
 * version of SQLite. Of two archives with the same digest the first one counts. Answers how many digests it holds.
 *
 * @throws ExportError `internal` when SQLite finds its own file damaged.
 */
export async function writeJavaDatabase(
  path: string,
  { archives, draftFile }: { archives: AsyncIterable<JavaArchive>; draftFile: string },
): Promise<number> {
  const digests = await writeDraft(draftFile, path, archives);
  await rm(draftFile, { force: true });
  checkIntegrity(path);
  return digests;
}

async function writeDraft(draftFile: string, path: string, archives: AsyncIterable<JavaArchive>): Promise<number> {
  const database = new DatabaseSync(draftFile);
  try {
    for (const statement of [...SETTINGS, 'BEGIN', ...SCHEMA]) database.exec(statement);
    const digests = await insertArchives(database, archives);
    database.exec('COMMIT');
    // Pages in the order of the tables, and none half empty.
    database.prepare('VACUUM INTO ?').run(path);
    return digests;
  } finally {
    database.close();
  }
}

async function insertArchives(database: DatabaseSync, archives: AsyncIterable<JavaArchive>): Promise<number> {
  const artifact = database.prepare('INSERT INTO artifacts(id, group_id, artifact_id) VALUES (?, ?, ?)');
  const index = database.prepare(
    "INSERT INTO indices(artifact_id, version, sha1, archive_type) VALUES (?, ?, ?, 'jar') ON CONFLICT(sha1) DO NOTHING",
  );
  let id = 0;
  let digests = 0;
  let previous: JavaArchive | undefined;
  for await (const archive of archives) {
    const { groupId, artifactId, version, sha1 } = archive;
    if (previous?.groupId !== groupId || previous.artifactId !== artifactId) {
      id += 1;
      artifact.run(id, groupId, artifactId);
    }
    digests += Number(index.run(id, version, Buffer.from(sha1, 'hex')).changes);
    previous = archive;
  }
  return digests;
}

function checkIntegrity(path: string): void {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const verdict = Object.values(database.prepare('PRAGMA integrity_check').get() ?? {})[0];
    if (verdict !== 'ok') throw new ExportError('internal', `The Java database is damaged: ${String(verdict)}`);
  } finally {
    database.close();
  }
}
