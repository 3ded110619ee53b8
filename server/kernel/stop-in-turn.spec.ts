import { recordingLogger } from '../testing/test-logger.ts';
import { stopInTurn, type Stop } from './stop-in-turn.ts';

describe('Stopping in turn', () => {
  it('stops the others where one fails, and logs that', async () => {
    const { logger, lines } = recordingLogger();
    const stopped: string[] = [];
    const part =
      (name: string): Stop =>
      () =>
        Promise.resolve(stopped.push(name));
    await stopInTurn([part('first'), () => Promise.reject(new Error('no database')), part('last')], 1000, logger);
    expect(stopped).toEqual(['first', 'last']);
    expect(lines.map(({ level }) => level)).toEqual(['error']);
  });

  it('gives all of them one time together', async () => {
    const { logger } = recordingLogger();
    const given: number[] = [];
    let now = 0;
    spyOn(performance, 'now').and.callFake(() => now);
    const part: Stop = ({ graceMs }) => {
      given.push(graceMs);
      now += 600;
      return Promise.resolve();
    };
    await stopInTurn([part, part, part], 1000, logger);
    expect(given).toEqual([1000, 400, 0]);
  });
});
