import { coresOf } from './cores.ts';

describe('The list of cores that Linux gives', () => {
  it('has single cores and ranges', () => {
    expect(coresOf('0')).toEqual([0]);
    expect(coresOf('0-2,5,8-9')).toEqual([0, 1, 2, 5, 8, 9]);
  });
});
