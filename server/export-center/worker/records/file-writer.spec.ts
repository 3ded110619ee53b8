import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openFileWriter } from './file-writer.ts';

describe('a file that is written piece by piece', () => {
  const folder = temporaryFolder();

  it('does not hide why it was given up when it could not be written either', async () => {
    const writing = async () => {
      // A folder cannot be opened for writing, which shows after the writer is there: as a full disk does.
      await using file = await openFileWriter(folder(), 'append');
      throw new Error(`the reason why ${typeof file} was given up`);
    };
    await expectAsync(writing()).toBeRejectedWithError('the reason why object was given up');
  });
});
