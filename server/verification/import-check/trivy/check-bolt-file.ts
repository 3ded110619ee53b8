import { type ByteSource } from '../../archive/byte-source.ts';
import {
  CHECKSUM_AT,
  FIRST_TREE_PAGE,
  FREELIST_PAGE,
  MAGIC,
  META_BYTES,
  PAGE_BYTES,
  PAGE_HEADER_BYTES,
  VERSION,
  checksumOf,
  pageKinds,
} from './bolt-format.ts';
import { type BoltPage, MalformedDatabase, compareKeys, parseBucket, parsePage, viewOf } from './bolt-page.ts';

export interface BoltContents {
  /** Of the outermost buckets by name: how many values and buckets lie directly in each. */
  readonly buckets: ReadonlyMap<string, number>;
}

/** One element is never larger than a document of the evidence. */
const PAGE_LIMIT_BYTES = 128 * 1024 * 1024;
/** What a writer that places children before their parents leaves open: the children of one page a level. */
const OPEN_PAGES = 100_000;

/** A tree whose root page has been read and that no page has named yet. */
interface OpenTree {
  readonly first: Uint8Array;
  readonly last: Uint8Array;
  /** Of branches above the leaves. */
  readonly height: number;
  /** Values and buckets in the whole tree. */
  readonly keys: number;
  /** The buckets among them; left out where the tree has several pages, as only that of the outermost ones matters. */
  readonly buckets: ReadonlyMap<string, number>;
}

/**
 * Checks a BoltDB file as `writeBoltFile` lays it out, in one pass with a bounded part of it in memory: both meta records and
 * their checksums, every page reached exactly once from the root bucket, keys in order within and across pages, branches that
 * name their children's first keys, no byte behind the last page.
 *
 * The one pass is possible since children lie before their parents there. `bbolt check` accepts files without this order;
 * a database that Trivy has written to is not meant to pass here.
 *
 * @throws MalformedDatabase
 */
export async function checkBoltFile(source: ByteSource): Promise<BoltContents> {
  const { root, pages } = await readHead(source);
  const open = new Map<number, OpenTree>();
  let number = FIRST_TREE_PAGE;
  for (let page = await readPage(source, number); page; page = await readPage(source, number)) {
    open.set(number, growTree(parsePage(page, `page ${number}`), open, `page ${number}`));
    if (open.size > OPEN_PAGES)
      throw new MalformedDatabase(`page ${number}: too many pages without a parent before it`);
    number += page.length / PAGE_BYTES;
  }
  if (number !== pages) throw new MalformedDatabase(`it has ${number} pages instead of ${pages}`);
  const tree = open.get(root);
  if (!tree) throw new MalformedDatabase(`its root, page ${root}, is not there`);
  if (open.size > 1)
    throw new MalformedDatabase(`page ${[...open.keys()].find((page) => page !== root)}: is not reached`);
  return tree;
}

/** Meta pages and the list of free pages. */
async function readHead(source: ByteSource): Promise<{ root: number; pages: number }> {
  const head = await source.readExactly(FIRST_TREE_PAGE * PAGE_BYTES);
  if (head.length < FIRST_TREE_PAGE * PAGE_BYTES) throw new MalformedDatabase('it is no BoltDB file');
  const [first, second] = [readMeta(head, 0), readMeta(head, 1)];
  if (first.root !== second.root || first.pages !== second.pages) {
    throw new MalformedDatabase('its meta pages do not agree');
  }
  const freelist = viewOf(head.subarray(FREELIST_PAGE * PAGE_BYTES));
  const isEmpty = freelist.getUint16(8, true) === pageKinds.freelist && freelist.getUint16(10, true) === 0;
  if (!isEmpty) throw new MalformedDatabase('it has free pages');
  return first;
}

function readMeta(head: Uint8Array, page: number): { root: number; pages: number } {
  const at = page * PAGE_BYTES;
  const header = viewOf(head.subarray(at));
  const meta = head.subarray(at + PAGE_HEADER_BYTES, at + PAGE_HEADER_BYTES + META_BYTES);
  const view = viewOf(meta);
  const isMeta =
    header.getBigUint64(0, true) === BigInt(page) &&
    header.getUint16(8, true) === pageKinds.meta &&
    view.getUint32(0, true) === MAGIC &&
    view.getUint32(4, true) === VERSION &&
    view.getUint32(8, true) === PAGE_BYTES &&
    view.getBigUint64(32, true) === BigInt(FREELIST_PAGE);
  if (!isMeta) throw new MalformedDatabase(`page ${page}: is no meta page of this format`);
  if (view.getBigUint64(CHECKSUM_AT, true) !== checksumOf(meta)) {
    throw new MalformedDatabase(`page ${page}: its checksum is wrong`);
  }
  return { root: Number(view.getBigUint64(16, true)), pages: Number(view.getBigUint64(40, true)) };
}

/** The next page with its overflow; undefined at the end. */
async function readPage(source: ByteSource, number: number): Promise<Uint8Array | undefined> {
  const first = await source.readExactly(PAGE_BYTES);
  if (first.length === 0) return undefined;
  const view = viewOf(first);
  if (first.length < PAGE_BYTES) throw new MalformedDatabase(`page ${number}: is cut`);
  if (Number(view.getBigUint64(0, true)) !== number)
    throw new MalformedDatabase(`page ${number}: bears another number`);
  const overflow = view.getUint32(12, true) * PAGE_BYTES;
  if (overflow === 0) return first;
  if (overflow > PAGE_LIMIT_BYTES) throw new MalformedDatabase(`page ${number}: is too large`);
  const whole = new Uint8Array(PAGE_BYTES + overflow);
  whole.set(first);
  const read = await source.readInto(whole.subarray(PAGE_BYTES));
  if (read < overflow) throw new MalformedDatabase(`page ${number}: is cut`);
  return whole;
}

const utf8 = new TextDecoder();

/** The tree below a page; the trees that it names are no longer open afterwards. */
function growTree(page: BoltPage, open: Map<number, OpenTree>, name: string): OpenTree {
  const claim = (root: number): OpenTree => {
    const tree = open.get(root);
    if (!tree) throw new MalformedDatabase(`${name}: page ${root} is not there, or named twice`);
    open.delete(root);
    return tree;
  };
  return page.kind === 'leaf' ? leafTree(page.elements, claim, name) : branchTree(page.elements, claim, name);
}

function leafTree(
  elements: Extract<BoltPage, { kind: 'leaf' }>['elements'],
  claim: (root: number) => OpenTree,
  name: string,
): OpenTree {
  const buckets = new Map<string, number>();
  for (const { key, value, isBucket } of elements) {
    if (!isBucket) continue;
    const bucket = parseBucket(value, name);
    buckets.set(utf8.decode(key), 'page' in bucket ? bucket.page.elements.length : claim(bucket.root).keys);
  }
  return { ...ends(elements), height: 0, keys: elements.length, buckets };
}

function branchTree(
  elements: Extract<BoltPage, { kind: 'branch' }>['elements'],
  claim: (root: number) => OpenTree,
  name: string,
): OpenTree {
  let previous: OpenTree | undefined;
  let keys = 0;
  for (const { key, page } of elements) {
    const child = claim(page);
    if (compareKeys(child.first, key) !== 0)
      throw new MalformedDatabase(`${name}: page ${page} begins with another key`);
    if (previous && compareKeys(previous.last, child.first) >= 0) {
      throw new MalformedDatabase(`${name}: page ${page} overlaps the one before it`);
    }
    if (previous && previous.height !== child.height)
      throw new MalformedDatabase(`${name}: its children differ in height`);
    previous = child;
    keys += child.keys;
  }
  const { height = 0, last = new Uint8Array() } = previous ?? {};
  return { first: ends(elements).first, last, height: height + 1, keys, buckets: new Map() };
}

/** Copies, since the page that they lie in is let go. */
function ends(elements: readonly { readonly key: Uint8Array }[]): { first: Uint8Array; last: Uint8Array } {
  return {
    first: elements.at(0)?.key.slice() ?? new Uint8Array(),
    last: elements.at(-1)?.key.slice() ?? new Uint8Array(),
  };
}
