import { setFlagsFromString } from 'node:v8';
import { type Command, parseOptions, usageOf } from './command.ts';
import { type ExitCode, KitError, exitCodes, systemCodeOf } from './kit-error.ts';
import { type Terminal, printable } from './terminal.ts';

/** A program of several commands. */
export interface Program {
  /** `mirror`. */
  readonly name: string;
  readonly summary: string;
  readonly version: string;
  readonly commands: readonly Command[];
}

/** Runs the command that the arguments name; every end becomes an exit code and, where it is a bad one, a message. */
export async function runProgram(
  program: Program,
  args: readonly string[],
  { terminal, signal }: { terminal: Terminal; signal: AbortSignal },
): Promise<ExitCode> {
  try {
    if (args.includes('--version')) {
      terminal.out(`${program.name} ${program.version}`);
      return exitCodes.good;
    }
    const found = findCommand(program, args);
    if (found === undefined || args.includes('--help') || args.includes('-h')) {
      terminal.out(found === undefined ? usageOfProgram(program) : usageOf(found.command));
      return found === undefined && args.length === 0 ? exitCodes.usage : exitCodes.good;
    }
    await found.command.run(parseOptions(found.command, found.args), { terminal, signal });
    return exitCodes.good;
  } catch (error) {
    terminal.progress(null);
    return explain(error, { program, terminal, signal });
  }
}

/** Ends of this process: the exit code, and Ctrl-C or SIGTERM as an aborted signal; a second one ends at once. */
export async function runAsProcess(program: Program, terminal: Terminal): Promise<void> {
  // Of large bundles next to nothing is kept; without this V8 would let 100 MiB of dead records pile up.
  setFlagsFromString('--semi-space-growth-factor=1');
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort());
  // A reader such as `head` that has seen enough is no fault of ours.
  process.stdout.on('error', () => process.exit(exitCodes.good));
  process.exitCode = await runProgram(program, process.argv.slice(2), { terminal, signal: controller.signal });
}

/** The command whose words the arguments begin with; undefined where help for the whole program is asked for. */
function findCommand(program: Program, args: readonly string[]) {
  const words = args.filter((arg) => !arg.startsWith('-'));
  for (const command of program.commands) {
    const [, ...own] = command.name.split(' ');
    if (own.every((word, at) => args[at] === word)) return { command, args: args.slice(own.length) };
  }
  if (words.length === 0) return undefined;
  const known = program.commands.map(({ name }) => `'${name}'`).join(', ');
  throw new KitError(
    'usage',
    `There is no command '${printable([program.name, ...words].join(' '))}'; there are ${known}.`,
  );
}

function usageOfProgram({ name, summary, version, commands }: Program): string {
  const width = Math.max(...commands.map((command) => command.name.length));
  return [
    `${name} ${version}: ${summary}`,
    '',
    'Commands:',
    ...commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`),
    '',
    `'${name} COMMAND --help' tells about one of them.`,
    'Exit codes: 0 good, 2 wrong command line, 3 refused (do not use the bundle), 4 could not be done on this machine.',
  ].join('\n');
}

interface Surroundings {
  program: Program;
  terminal: Terminal;
  signal: AbortSignal;
}

function explain(error: unknown, { program, terminal, signal }: Surroundings): ExitCode {
  if (error instanceof KitError) {
    terminal.err(`${program.name}: ${error.message}`);
    return error.exitCode;
  }
  if (signal.aborted) {
    terminal.err(`${program.name}: interrupted; what was there before is unchanged.`);
    return exitCodes.interrupted;
  }
  const code = systemCodeOf(error);
  const { message } = error as Error;
  terminal.err(
    `${program.name}: ${(code === undefined ? undefined : systemMessages[code]) ?? 'it failed'}: ${message}`,
  );
  if (code === undefined) terminal.err((error as Error).stack ?? '');
  return exitCodes.failed;
}

const systemMessages: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; make room and repeat the command, what was there before is unchanged',
  EDQUOT: 'the disk quota is used up; make room and repeat the command, what was there before is unchanged',
  EROFS: 'the file system is read-only',
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'this is a folder, not a file',
  ENOTDIR: 'this is a file, not a folder',
  EIO: 'the disk reports an error',
  EMFILE: 'too many open files',
  EADDRINUSE: 'the port is taken by another program',
};
