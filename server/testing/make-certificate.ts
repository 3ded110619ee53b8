import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate for localhost that vouches for itself, as files in PEM. */
export interface TestCertificate {
  readonly certFile: string;
  readonly keyFile: string;
  /** What a client must trust to take it. */
  readonly ca: string;
}

/** Made by OpenSSL, anew in the same place where there was one. Call `requireProgram('openssl')` first. */
export function makeCertificate(folder: string): TestCertificate {
  const [certFile, keyFile] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
  const made = ['-keyout', `${keyFile}.new`, '-out', `${certFile}.new`, '-days', '2', '-subj', '/CN=localhost'];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-addext', names];
  execFileSync('openssl', ['req', ...kind, ...made], { stdio: 'ignore' });
  renameSync(`${keyFile}.new`, keyFile);
  renameSync(`${certFile}.new`, certFile);
  return { certFile, keyFile, ca: readFileSync(certFile, 'utf8') };
}
