import { readFileSync } from 'node:fs';
import { PAGE_BYTES } from '../../../../../verification/import-check/trivy/bolt-format.ts';
import {
  type BoltPage,
  parseBucket,
  parsePage,
  viewOf,
} from '../../../../../verification/import-check/trivy/bolt-page.ts';

/** A bucket: the text of its values, and the buckets inside. */
export interface BoltTree {
  readonly [key: string]: string | BoltTree;
}

/** Everything in a small BoltDB file, found as bbolt finds it: from the root of the second meta page down. */
export function readBolt(file: string | Buffer): BoltTree {
  const bytes = typeof file === 'string' ? readFileSync(file) : file;
  const pageAt = (number: number): BoltPage => {
    const at = number * PAGE_BYTES;
    const overflow = bytes.readUInt32LE(at + 12);
    return parsePage(bytes.subarray(at, at + (overflow + 1) * PAGE_BYTES), `page ${number}`);
  };
  const treeOf = (page: BoltPage): BoltTree => {
    if (page.kind === 'branch') {
      return Object.fromEntries(page.elements.flatMap((child) => Object.entries(treeOf(pageAt(child.page)))));
    }
    return Object.fromEntries(
      page.elements.map(({ key, value, isBucket }): [string, string | BoltTree] => {
        if (!isBucket) return [Buffer.from(key).toString(), Buffer.from(value).toString()];
        const bucket = parseBucket(value, 'bucket');
        return [Buffer.from(key).toString(), treeOf('page' in bucket ? bucket.page : pageAt(bucket.root))];
      }),
    );
  };
  return treeOf(pageAt(Number(viewOf(bytes).getBigUint64(PAGE_BYTES + 32, true))));
}
