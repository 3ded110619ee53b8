import { csvRow } from './csv.ts';

describe('csvRow', () => {
  it('joins fields by commas, and leaves out what there is none of', () => {
    expect(csvRow([1, 'sign-in.succeeded', null, 'Ada'])).toBe('1,sign-in.succeeded,,Ada\r\n');
  });

  it('quotes what would end a field or a line', () => {
    expect(csvRow(['Lovelace, Ada', 'the "first"', 'two\nlines'])).toBe(
      '"Lovelace, Ada","the ""first""","two\nlines"\r\n',
    );
  });

  for (const text of ['=HYPERLINK("https://evil.example")', '+1', '-1', '@SUM(A1)', '\t=1']) {
    it(`hands no formula to a spreadsheet: ${JSON.stringify(text)}`, () => {
      expect(csvRow([text]).replace(/^"/, '')).toMatch(/^'/);
    });
  }
});
