import { existsSync, readFileSync } from 'node:fs';
import { projectPath } from '../bootstrap/project.mjs';
import { guardLines } from './guard-lines.ts';
import { takeAway } from './working-copy.ts';

describe('The table of guard lines', () => {
  for (const line of guardLines) {
    it(`stands in the sources: ${line.against}`, () => {
      const source = readFileSync(projectPath(line.file), 'utf8');
      expect(takeAway(line, source)).not.toBe(source);
      for (const spec of line.specs)
        expect(existsSync(projectPath(spec)))
          .withContext(spec)
          .toBeTrue();
    });
  }

  it('takes away what it says, once', () => {
    const line = { goal: 1, against: 'x', file: 'a.ts', text: 'if (bad) throw error;', becomes: '', specs: [] };
    expect(takeAway(line, 'a(); if (bad) throw error; b();')).toBe('a();  b();');
    expect(() => takeAway(line, 'a();')).toThrowError(/0 times/);
    expect(() => takeAway(line, line.text + line.text)).toThrowError(/2 times/);
  });
});
