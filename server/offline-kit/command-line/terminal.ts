/** Where a command talks to: results on standard output, everything else on standard error. */
export interface Terminal {
  /** One line, without its end. */
  out(line: string): void;
  err(line: string): void;
  /** Shows how far the work is, in place of what was shown before; nothing where nobody watches. Null clears it. */
  progress(line: string | null): void;
}

const UPDATE_MS = 200;

/** The terminal of this process; progress is shown only where standard error is a screen. */
export function processTerminal(): Terminal {
  const screen = process.stderr.isTTY;
  let shownAt = 0;
  let shown = false;
  const clear = () => {
    if (shown) process.stderr.write('\r\u001b[K');
    shown = false;
  };
  return {
    out(line) {
      clear();
      process.stdout.write(`${line}\n`);
    },
    err(line) {
      clear();
      process.stderr.write(`${line}\n`);
    },
    progress(line) {
      if (line === null) {
        clear();
        return;
      }
      const now = Date.now();
      if (!screen || now - shownAt < UPDATE_MS) return;
      shownAt = now;
      shown = true;
      process.stderr.write(`\r\u001b[K${line.slice(0, process.stderr.columns - 1)}`);
    },
  };
}

/** `12.3 MB`, as file managers count. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${step === 0 ? bytes : (bytes / 1000 ** step).toFixed(1)} ${units[step] ?? ''}`;
}

/** What a bundle says of itself goes to a terminal without control characters, which could move the cursor or hide lines. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}
