import { formatTable } from './table.ts';

describe('A table of a benchmark', () => {
  it('aligns names to the left and numbers to the right', () => {
    const text = formatTable({
      title: 'Speed',
      head: ['', 'per s'],
      rows: [
        ['one', '9'],
        ['three', '12,345'],
      ],
      note: 'On two cores.',
    });

    expect(text.split('\n')).toEqual([
      'Speed',
      '',
      '        per s',
      '─────────────',
      'one         9',
      'three  12,345',
      '',
      'On two cores.',
    ]);
  });
});
