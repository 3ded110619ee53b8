import { demoPassword, demoUsers } from './demo-users.ts';

/** Who can sign in, for the lines printed at the start: a label of eleven columns, then the text. */
export function demoUserLines(): string[] {
  return [
    `Sign in as ${demoUsers.map(({ userName }) => userName).join(', ')}`,
    `Password   ${demoPassword} (demo users; the embedded authority answers on loopback only)`,
  ];
}
