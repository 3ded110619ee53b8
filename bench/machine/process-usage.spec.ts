import { cpuTicksOf, residentBytesOf } from './process-usage.ts';

describe('The usage of a process', () => {
  it('adds user and system time, whatever the name of the program', () => {
    const stat = '4711 (a (b) c) S 1 4711 4711 0 -1 4194304 900 0 0 0 120 34 0 0 20 0 11 0 5550';

    expect(cpuTicksOf(stat)).toBe(154);
  });

  it('reads resident memory in bytes', () => {
    expect(residentBytesOf('Name:\tnode\nVmHWM:\t  9 kB\nVmRSS:\t    2048 kB\nThreads:\t11\n')).toBe(2 ** 21);
  });
});
