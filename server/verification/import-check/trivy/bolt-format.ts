/**
 * The file format of BoltDB (go.etcd.io/bbolt, `internal/common/{page,meta,bucket}.go`), as far as a file that is written in one
 * go uses it. All numbers are little-endian.
 *
 * The file is a sequence of pages. Page 0 and 1 each hold a meta record, page 2 the list of free pages, which is empty here. The
 * others are leaf and branch pages of B+ trees, one tree a bucket; a bucket inside another one is a value of its tree.
 * ```
 * page     id u64, flags u16, count u16, overflow u32, then `count` elements, then their keys and values
 * branch   pos u32, ksize u32, page u64              pos counts from the element's own first byte
 * leaf     flags u32, pos u32, ksize u32, vsize u32
 * bucket   root u64, sequence u64                    a value of a leaf; root 0: the bucket's only page follows inline
 * meta     magic u32, version u32, page size u32, flags u32, root bucket, freelist u64, pages u64, transaction u64, checksum u64
 * ```
 */
export const PAGE_BYTES = 4096;
export const PAGE_HEADER_BYTES = 16;
export const ELEMENT_BYTES = 16;
export const BUCKET_BYTES = 16;
/** A bucket's only page lies inside its value up to this size (bbolt: a quarter of a page). */
export const INLINE_BYTES = PAGE_BYTES / 4;
export const META_BYTES = 64;

export const pageKinds = { branch: 1, leaf: 2, meta: 4, freelist: 16 } as const;
export const PLAIN_VALUE = 0;
export const BUCKET_VALUE = 1;

export const MAGIC = 0xed0cdaed;
export const VERSION = 2;
/** Page 0 and 1 are the meta pages. */
export const FREELIST_PAGE = 2;
export const FIRST_TREE_PAGE = 3;

/** Where the checksum stands in a meta record; it covers what lies before. */
export const CHECKSUM_AT = 56;

/** FNV-1a, 64 bits. */
export function checksumOf(meta: Uint8Array): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of meta.subarray(0, CHECKSUM_AT)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash;
}
