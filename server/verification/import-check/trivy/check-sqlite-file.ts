import { type ByteSource } from '../../archive/byte-source.ts';
import { MalformedDatabase } from './bolt-page.ts';

/** Rows of Trivy's Java database. */
export interface JavaDatabaseContents {
  readonly artifacts: number;
  /** Archives by SHA-1. */
  readonly indices: number;
}

const MAGIC = 'SQLite format 3\0';
const HEADER_BYTES = 100;
const TABLE_LEAF = 0x0d;
const LEAF_HEADER_BYTES = 8;
/** Serial type of a blob of 20 bytes (section 2.1). */
const SHA1_TYPE = 12 + 2 * 20;
const ARTIFACT_COLUMNS = 3;
const INDEX_COLUMNS = 4;
const SHA1_COLUMN = 2;

const ascii = new TextDecoder('latin1');

/**
 * Reads Trivy's Java database page by page (https://www.sqlite.org/fileformat2.html) and counts its rows by their number of
 * columns: header, size and tables are as they should be, and each index row has a SHA-1. That the trees hold together is what the
 * worker asks SQLite itself when it has written the file.
 *
 * @throws MalformedDatabase
 */
export async function checkSqliteFile(source: ByteSource): Promise<JavaDatabaseContents> {
  const header = await source.readExactly(HEADER_BYTES);
  if (header.length < HEADER_BYTES || ascii.decode(header.subarray(0, 16)) !== MAGIC) {
    throw new MalformedDatabase('it is no SQLite file');
  }
  const view = new DataView(header.buffer);
  const pageBytes = view.getUint16(16) === 1 ? 65_536 : view.getUint16(16);
  const pages = view.getUint32(28);
  if (pageBytes < 512) throw new MalformedDatabase(`it has pages of ${pageBytes} bytes`);

  const first = new Uint8Array(pageBytes);
  first.set(header);
  if ((await source.readInto(first.subarray(HEADER_BYTES))) < pageBytes - HEADER_BYTES)
    throw new MalformedDatabase('it is cut');
  const schema = ascii.decode(first);
  for (const table of ['artifacts', 'indices']) {
    if (!schema.includes(`CREATE TABLE ${table}(`)) throw new MalformedDatabase(`it has no table ${table}`);
  }

  const counts = { artifacts: 0, indices: 0 };
  let number = 1;
  for (let page = await source.readExactly(pageBytes); page.length > 0; page = await source.readExactly(pageBytes)) {
    number += 1;
    if (page.length < pageBytes) throw new MalformedDatabase('it is cut');
    if (page[0] === TABLE_LEAF) countRows(page, counts, `page ${number}`);
  }
  if (number !== pages) throw new MalformedDatabase(`it has ${number} pages instead of ${pages}`);
  return counts;
}

function countRows(page: Uint8Array, counts: { artifacts: number; indices: number }, name: string): void {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  const cells = view.getUint16(3);
  if (LEAF_HEADER_BYTES + cells * 2 > page.length) throw new MalformedDatabase(`${name}: ${cells} cells do not fit`);
  for (let cell = 0; cell < cells; cell += 1) {
    const types = columnTypes(page, view.getUint16(LEAF_HEADER_BYTES + cell * 2), name);
    if (types.length === ARTIFACT_COLUMNS) counts.artifacts += 1;
    else if (types.length === INDEX_COLUMNS && types[SHA1_COLUMN] === SHA1_TYPE) counts.indices += 1;
    else throw new MalformedDatabase(`${name}: a row of neither table`);
  }
}

/** The serial types of a row: payload length and row id come before its header, which begins with its own length. */
function columnTypes(page: Uint8Array, at: number, name: string): number[] {
  let position = at;
  const next = (): number => {
    let value = 0;
    for (let bytes = 0; bytes < 9; bytes += 1) {
      const byte = page[position];
      if (byte === undefined) throw new MalformedDatabase(`${name}: a row leaves the page`);
      position += 1;
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) break;
    }
    return value;
  };
  next();
  next();
  const headerAt = position;
  const end = headerAt + next();
  const types: number[] = [];
  while (position < end) types.push(next());
  return types;
}
