import { parseArgs } from 'node:util';
import { KitError } from './kit-error.ts';
import { type Terminal } from './terminal.ts';

/** One option of a command. `value` names what follows it; without it the option is a switch. */
export interface Option {
  readonly value?: string;
  readonly multiple?: boolean;
  readonly help: string;
}

export interface Command {
  /** As it is typed: `mirror verify`. */
  readonly name: string;
  readonly summary: string;
  /** Names of the arguments, all needed: `['BUNDLE']`. */
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, Option>>;
  readonly examples: readonly string[];
  /** What a person should know beyond the options. */
  readonly notes?: readonly string[];
  run(given: GivenOptions, context: CommandContext): Promise<void>;
}

export interface CommandContext {
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C and by SIGTERM. */
  readonly signal: AbortSignal;
}

export interface GivenOptions {
  /** As many as the command names. */
  readonly positionals: readonly string[];
  isSet(name: string): boolean;
  text(name: string): string | undefined;
  texts(name: string): readonly string[];
}

/** @throws KitError `usage` that says what the command takes. */
export function parseOptions(command: Command, args: readonly string[]): GivenOptions {
  const config = Object.entries(command.options).map(([name, { value, multiple = false }]) => {
    return [name, { type: value === undefined ? 'boolean' : 'string', multiple }] as const;
  });
  const { values, positionals } = parse(command, args, Object.fromEntries(config));
  if (positionals.length !== command.positionals.length) {
    const surplus = positionals[command.positionals.length];
    const what =
      surplus === undefined ? `lacks ${command.positionals[positionals.length] ?? ''}` : `takes no '${surplus}'`;
    throw new KitError('usage', `'${command.name}' ${what}.\n\n${usageOf(command)}`);
  }
  const texts = (name: string) => [values[name] ?? []].flat().filter((value) => typeof value === 'string');
  return { positionals, isSet: (name) => name in values, text: (name) => texts(name).at(-1), texts };
}

type ParseConfig = Record<string, { type: 'boolean' | 'string'; multiple: boolean }>;

function parse(command: Command, args: readonly string[], options: ParseConfig) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    const [first = ''] = cause.message.split(/\. (?:To specify|Did you)/);
    throw new KitError('usage', `${first.replace(/\.$/, '')}.\n\n${usageOf(command)}`, { cause });
  }
}

/** Everything about one command, for `--help` and beside a wrong command line. */
export function usageOf(command: Command): string {
  const { name, summary, positionals, examples, notes = [] } = command;
  const options = Object.entries(command.options).map(([option, { value, help }]) => {
    return [`--${option}${value === undefined ? '' : ` ${value}`}`, help] as const;
  });
  const width = Math.max(0, ...options.map(([left]) => left.length));
  return [
    `Usage: ${[name, ...positionals].join(' ')}${options.length > 0 ? ' [options]' : ''}`,
    summary,
    ...(options.length > 0 ? ['', 'Options:'] : []),
    ...options.map(([left, help]) => `  ${left.padEnd(width)}  ${help.replaceAll('\n', `\n${' '.repeat(width + 4)}`)}`),
    ...(examples.length > 0 ? ['', 'Examples:'] : []),
    ...examples.map((example) => `  ${example}`),
    ...(notes.length > 0 ? ['', ...notes] : []),
  ].join('\n');
}
