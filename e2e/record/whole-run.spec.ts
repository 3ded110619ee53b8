import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { recordFiles, recordFolder } from '../stack/record-folder.ts';
import { reportAddress } from '../stack/tap.ts';
import { readExchanges, readJsonLines } from '../stack/traffic.ts';
import type { PageState } from './page-state.ts';
import { piecesOfLog, piecesOfPages, piecesOfTraffic } from './pieces.ts';
import { search } from './search.ts';
import { isOfBrowser, secretsOf, type SecretKind } from './secrets.ts';

// Goal 25 of security.md, after all journeys: what they did is on record, and no secret of it is where it must not be.
test.describe('In the whole run', () => {
  const files = recordFiles(recordFolder());

  test('no token was in any traffic of the browser, in any page, or in the log', async () => {
    const exchanges = await readExchanges(files.traffic);
    const states = await readJsonLines<PageState>(files.pages);
    const log = await readFile(files.log, 'utf8');
    const secrets = secretsOf(exchanges);

    // A record that holds nothing would find nothing.
    const issued = (kind: SecretKind) => secrets.filter((secret) => secret.kind === kind).length;
    const signedIn = exchanges.filter(({ tap, url }) => tap === 'console' && url.startsWith('/bff/callback')).length;
    expect(signedIn, 'sign-ins').toBeGreaterThan(0);
    for (const kind of ['access token', 'refresh token', 'ID token', 'PKCE verifier', 'authorization code'] as const) {
      expect(issued(kind), kind).toBeGreaterThanOrEqual(signedIn);
    }
    expect(issued('session cookie')).toBeGreaterThanOrEqual(signedIn);
    expect(exchanges.filter(isOfBrowser).length).toBeGreaterThan(50);
    expect(exchanges.filter(isOpenedStream).length, 'event streams').toBeGreaterThan(0);
    expect(
      states.some(({ document }) => document.includes('<app-shell')),
      'pages of the console',
    ).toBe(true);
    expect(log).toContain('"operation":"callback"');

    const pieces = [...piecesOfTraffic(exchanges), ...piecesOfPages(states), ...piecesOfLog(log)];
    expect(search(pieces, secrets)).toEqual([]);
  });

  test('nothing broke a security policy, in pages and workers', async () => {
    const reports = (await readExchanges(files.traffic)).filter(({ url }) => url === reportAddress);
    expect(reports.map(({ ended }) => Buffer.from(ended?.requestBody ?? '', 'base64').toString())).toEqual([]);
  });

  test('the console kept no database, no cache and no cookie that a script can read', async () => {
    const states = await readJsonLines<PageState>(files.pages);
    const ofConsole = states.filter(({ url }) => url.startsWith('http://localhost:'));
    expect(ofConsole.length).toBeGreaterThan(0);
    const kept = ofConsole.map(({ databases, caches, cookies }) => [databases, caches, cookies].join(' '));
    expect([...new Set(kept)]).toEqual(['[] [] ']);
  });
});

function isOpenedStream({ tap, url, ended }: Awaited<ReturnType<typeof readExchanges>>[number]): boolean {
  return tap === 'console' && url.includes('/events?') && ended !== undefined && ended.answerBody !== '';
}
