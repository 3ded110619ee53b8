// `offline-kit/bin/mirror`, packed into one file by scripts/offline-kit.ts.
import { processTerminal } from './command-line/terminal.ts';
import { runAsProcess } from './command-line/run-program.ts';
import { importCommand } from './commands/import-command.ts';
import { serveCommand } from './commands/serve-command.ts';
import { mirrorVerifyCommand } from './commands/verify-command.ts';
import { kitVersion } from './version.ts';

void runAsProcess(
  {
    name: 'mirror',
    summary: 'verifies, imports and serves StellaOps bundles on a machine without a network',
    version: kitVersion,
    commands: [mirrorVerifyCommand, importCommand, serveCommand],
  },
  processTerminal(),
);
