import { readdir } from 'node:fs/promises';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { compareText } from '../../verification/compare-text.ts';
import { createExternalSort } from './external-sort.ts';

describe('the external sort', () => {
  const folder = temporaryFolder();
  const items = ['b', 'a', '\u2028', 'line\nbreak', 'é', '😀', 'a', '', '\u2029\r', 'z'.repeat(5000)].map((name) => ({
    name,
  }));
  const compare = (one: { name: string }, other: { name: string }) => compareText(one.name, other.name);

  for (const segmentItems of [1, 3, 1000]) {
    it(`gives all items in order with ${segmentItems} of them in memory, and cleans up`, async () => {
      {
        await using sort = createExternalSort(compare, { folder: folder(), name: 'demo', segmentItems });
        for (const item of items) await sort.add(item, item.name.length);
        expect((await readdir(folder())).length).toBe(Math.floor(items.length / segmentItems));
        expect(await Array.fromAsync(sort.sorted())).toEqual(items.toSorted(compare));
      }
      expect(await readdir(folder())).toEqual([]);
    });
  }

  it('closes its files when the reader stops early', async () => {
    {
      await using sort = createExternalSort(compare, { folder: folder(), name: 'demo', segmentItems: 2 });
      for (const item of items) await sort.add(item, 1);
      for await (const item of sort.sorted()) {
        expect(item).toEqual({ name: '' });
        break;
      }
    }
    expect(await readdir(folder())).toEqual([]);
  });
});
