import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { makeCertificate, type TestCertificate } from '../../testing/make-certificate.ts';
import { requireProgram } from '../../testing/require-program.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { startBffProcesses } from '../testing/bff-processes.ts';
import { startBffUnderTest, startTimeoutMs } from '../testing/bff-under-test.ts';
import type { Browser } from '../testing/browser.ts';

// Goal 22
describe('TLS to a service', () => {
  const folder = temporaryFolder();
  let certificate: TestCertificate;
  let server: Server;
  let port: number;
  let asked = 0;

  beforeEach(async () => {
    requireProgram('openssl');
    asked = 0;
    certificate = makeCertificate(folder());
    const pair = { cert: readFileSync(certificate.certFile), key: readFileSync(certificate.keyFile) };
    server = createServer(pair, (_request, response) => {
      asked += 1;
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  const statusOf = async (browser: Browser, path: string) =>
    (await browser.call(path, { headers: { 'X-Stella-Tenant': 'acme' } })).status;

  it(
    'is refused where nobody vouches for the certificate, and no token leaves',
    async () => {
      const bff = await startBffUnderTest({ settings: { exportCenterUrl: `https://localhost:${port}` } });
      expect(await statusOf(await bff.signedIn(), '/api/export/runs')).toBe(502);
      expect(asked).toBe(0);
      await bff.close();
    },
    startTimeoutMs,
  );

  it(
    'takes a certificate of NODE_EXTRA_CA_CERTS, for the name that it is for alone',
    async () => {
      const bffs = await startBffProcesses({
        count: 1,
        env: {
          NODE_EXTRA_CA_CERTS: certificate.certFile,
          EXPORT_CENTER_URL: `https://localhost:${port}`,
          EVIDENCE_LOCKER_URL: `https://127.0.0.2:${port}`,
        },
      });
      const browser = await bffs.signedIn();
      expect(await statusOf(browser, '/evidence/bundles')).toBe(502);
      expect(asked).toBe(0);
      expect(await statusOf(browser, '/api/export/runs')).toBe(200);
      expect(asked).toBe(1);
      await bffs.close();
    },
    startTimeoutMs,
  );
});
