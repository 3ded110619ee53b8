// `bin/stella`, packed into one file by scripts/offline-kit.ts.
import { runAsProcess } from '../offline-kit/command-line/run-program.ts';
import { processTerminal } from '../offline-kit/command-line/terminal.ts';
import { exportVerifyCommand } from '../offline-kit/commands/verify-command.ts';
import { kitVersion } from '../offline-kit/version.ts';
import { kmsCommands } from './kms.ts';

void runAsProcess(
  {
    name: 'stella',
    summary: 'commands for operators of the StellaOps Export Center',
    version: kitVersion,
    commands: [exportVerifyCommand, ...kmsCommands(process.env['DATA_DIR'] ?? '.data')],
  },
  processTerminal(),
);
