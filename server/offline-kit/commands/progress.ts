import { type CommandContext } from '../command-line/command.ts';
import { type Watching } from '../verification/examination.ts';

/** Shows what is going on where somebody watches. */
export function watchingOf({ terminal, signal }: CommandContext): Watching {
  return {
    signal,
    onProgress(what, fraction) {
      terminal.progress(fraction === null ? `${what} …` : `${what} … ${Math.floor(fraction * 100)} %`);
    },
  };
}
