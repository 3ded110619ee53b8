import { hardLimitOf } from './open-files.ts';

describe('The limit of open files', () => {
  it('is the hard one', () => {
    const limits = (hard: string) =>
      `Limit                     Soft Limit           Hard Limit           Units\nMax open files            1024                 ${hard.padEnd(20)} files\n`;

    expect(hardLimitOf(limits('20000'))).toBe(20_000);
    expect(hardLimitOf(limits('unlimited'))).toBe(Infinity);
  });
});
