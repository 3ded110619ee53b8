import { ByteSource } from '../../archive/byte-source.ts';
import { type TarEntry, readTar } from '../../archive/read-tar.ts';
import { isObject, parseJson } from '../../json.ts';
import { DamagedStreamError } from '../../runtime.ts';
import { type FileToImport, type ImportCheck } from '../import-check.ts';
import { MalformedDatabase } from './bolt-page.ts';
import { METADATA_FILE, type TrivyBundleForm, trivyDb, trivyJavaDb } from './bundle-form.ts';
import { checkBoltFile } from './check-bolt-file.ts';
import { checkSqliteFile } from './check-sqlite-file.ts';

/** Checks a database and answers how many records it holds. @throws MalformedDatabase */
type CheckDatabase = (source: ByteSource) => Promise<number>;

/** `trivy:db`: the metadata and the whole tree of the database. */
export const trivyDbCheck = trivyBundleCheck(trivyDb, async (source) => {
  const { buckets } = await checkBoltFile(source);
  const ofSources = [...buckets.keys()].filter((name) => name.includes('::'));
  const unknown = [...buckets.keys()].find((name) => !ofSources.includes(name) && !KNOWN_BUCKETS.includes(name));
  if (unknown !== undefined) throw new MalformedDatabase(`it has a bucket ${unknown}`);
  if (ofSources.length !== (buckets.get('data-source') ?? 0)) throw new MalformedDatabase('a data source has no name');
  return buckets.get('vulnerability') ?? 0;
});

/** `trivy:java-db`: the metadata, and the rows of the database. */
export const trivyJavaDbCheck = trivyBundleCheck(
  trivyJavaDb,
  async (source) => (await checkSqliteFile(source)).indices,
);

const KNOWN_BUCKETS: readonly string[] = ['data-source', 'vulnerability'];
const METADATA_LIMIT_BYTES = 64 * 1024;

function trivyBundleCheck(form: TrivyBundleForm, checkDatabase: CheckDatabase): ImportCheck {
  return {
    covers: (path) => path === form.path,
    async check({ path, content, runtime, report }: FileToImport) {
      try {
        return await readBundle(runtime.decompress('gzip', content), form, checkDatabase);
      } catch (error) {
        if (!(error instanceof MalformedDatabase) && !(error instanceof DamagedStreamError)) throw error;
        report({ path, reason: 'malformed', actual: error.message });
        return 0;
      }
    },
  };
}

/** Exactly the metadata and the database, both plain files; answers the number of records. */
async function readBundle(
  archive: AsyncIterable<Uint8Array>,
  form: TrivyBundleForm,
  checkDatabase: CheckDatabase,
): Promise<number> {
  const found = new Map<string, number>();
  const source = new ByteSource(archive);
  try {
    const entries = readTar(source, (path, message) => {
      throw new MalformedDatabase(`${path}: ${message}`);
    });
    for await (const entry of entries) {
      const content = new ByteSource(contentOf(entry));
      if (entry.typeFlag !== '0' || found.has(entry.path))
        throw new MalformedDatabase(`${entry.path}: is no plain file`);
      if (entry.path === METADATA_FILE) found.set(entry.path, await checkMetadata(content, form));
      else if (entry.path === form.databaseFile) found.set(entry.path, await checkNamed(content, form, checkDatabase));
      else throw new MalformedDatabase(`${entry.path}: does not belong here`);
    }
  } finally {
    await source.close();
  }
  for (const path of [METADATA_FILE, form.databaseFile]) {
    if (!found.has(path)) throw new MalformedDatabase(`${path}: is missing`);
  }
  return found.get(form.databaseFile) ?? 0;
}

async function* contentOf(entry: TarEntry): AsyncGenerator<Uint8Array> {
  for (let piece = await entry.read(); piece; piece = await entry.read()) yield piece;
}

async function checkNamed(
  content: ByteSource,
  { databaseFile }: TrivyBundleForm,
  check: CheckDatabase,
): Promise<number> {
  try {
    return await check(content);
  } catch (error) {
    if (error instanceof MalformedDatabase) throw new MalformedDatabase(`${databaseFile}: ${error.message}`);
    throw error;
  }
}

async function checkMetadata(content: ByteSource, { schemaVersions }: TrivyBundleForm): Promise<number> {
  const metadata = parseJson(await content.readExactly(METADATA_LIMIT_BYTES));
  if (!isObject(metadata)) throw new MalformedDatabase(`${METADATA_FILE}: is no JSON object`);
  const { Version: version } = metadata;
  if (typeof version !== 'number' || !schemaVersions.includes(version)) {
    throw new MalformedDatabase(`${METADATA_FILE}: its Version is not ${schemaVersions.join(' or ')}`);
  }
  for (const name of ['NextUpdate', 'UpdatedAt', 'DownloadedAt']) {
    const time = metadata[name];
    if (typeof time !== 'string' || Number.isNaN(Date.parse(time))) {
      throw new MalformedDatabase(`${METADATA_FILE}: ${name} is no time`);
    }
  }
  return 1;
}
