import {
  BUCKET_BYTES,
  BUCKET_VALUE,
  INLINE_BYTES,
} from '../../../../../verification/import-check/trivy/bolt-format.ts';
import { PageBuilder } from './page-builder.ts';

/** Where finished pages go; answers the number of the page. */
export type PlacePage = (page: Buffer) => Promise<number>;

/**
 * The tree of one bucket, grown from its keys in ascending order: a full page is placed at once and named in the page above, so
 * that one page a level is in memory. Children lie before their parents in the file.
 */
export class BucketBuilder {
  readonly #place: PlacePage;
  readonly #leaf = new PageBuilder('leaf');
  /** From the one above the leaves to the topmost. */
  readonly #branches: PageBuilder[] = [];
  #holdsBuckets = false;

  constructor(place: PlacePage) {
    this.#place = place;
  }

  async putValue(key: Buffer, value: Buffer): Promise<void> {
    await this.#makeRoom(key, value);
    this.#leaf.addValue(key, value);
  }

  /** `header` is what {@link finish} of that bucket gave. */
  async putBucket(name: Buffer, header: Buffer): Promise<void> {
    this.#holdsBuckets = true;
    await this.#makeRoom(name, header);
    this.#leaf.addValue(name, header, BUCKET_VALUE);
  }

  /** Ends the tree; answers the value that stands for the bucket in the one around it. */
  async finish(): Promise<Buffer> {
    const fitsInline = this.#branches.length === 0 && !this.#holdsBuckets && this.#leaf.bytes <= INLINE_BYTES;
    return fitsInline ? Buffer.concat([headerOf(0), this.#leaf.take()]) : headerOf(await this.finishRoot());
  }

  /** Ends the tree in pages of its own, whatever its size; answers the number of its root page. */
  async finishRoot(): Promise<number> {
    if (this.#branches.length === 0) return this.#place(this.#leaf.take());
    await this.#placeBelow(0, this.#leaf);
    for (let level = 0; level < this.#branches.length - 1; level += 1) {
      await this.#placeBelow(level + 1, this.#branchAt(level));
    }
    return this.#place(this.#branchAt(this.#branches.length - 1).take());
  }

  async #makeRoom(key: Buffer, value: Buffer): Promise<void> {
    if (!this.#leaf.hasRoomFor(key, value)) await this.#placeBelow(0, this.#leaf);
  }

  /** Places a page and names it in the branch of this level. */
  async #placeBelow(level: number, builder: PageBuilder): Promise<void> {
    const { firstKey } = builder;
    const page = await this.#place(builder.take());
    const branch = this.#branchAt(level);
    if (!branch.hasRoomFor(firstKey)) await this.#placeBelow(level + 1, branch);
    branch.addChild(firstKey, page);
  }

  #branchAt(level: number): PageBuilder {
    return (this.#branches[level] ??= new PageBuilder('branch'));
  }
}

function headerOf(root: number): Buffer {
  const header = Buffer.alloc(BUCKET_BYTES);
  header.writeBigUInt64LE(BigInt(root), 0);
  return header;
}
