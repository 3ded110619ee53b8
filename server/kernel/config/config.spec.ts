import { isAbsolute } from 'node:path';
import { StartError } from '../start-error.ts';
import { describeSettings, loadConfig } from './config.ts';

const worker = ['--roles=export-worker'];

describe('The configuration', () => {
  it('stands on its defaults, the ports one after the other', () => {
    const config = loadConfig({}, worker);
    expect([config.port, config.authorityPort, config.exportCenterPort]).toEqual([4400, 4401, 4402]);
    expect([config.evidenceLockerPort, config.managementPort]).toEqual([4403, 4404]);
    expect(config.publicOrigin).toBe('http://localhost:4400');
    expect(config.issuer).toBe('http://127.0.0.1:4401');
    expect(config.embeddedAuthority).toBeTrue();
    expect(config.databaseUrl).toBeUndefined();
    expect(isAbsolute(config.dataDir)).toBeTrue();
  });

  it('lets the other addresses follow PORT', () => {
    const config = loadConfig({ PORT: '5000', EXPORT_CENTER_PORT: '6000' }, worker);
    expect([config.authorityPort, config.exportCenterPort, config.managementPort]).toEqual([5001, 6000, 5004]);
    expect(config.publicOrigin).toBe('http://localhost:5000');
    expect(config.exportCenterUrl).toBe('http://127.0.0.1:6000');
  });

  it('is at an https origin where the BFF has a certificate, and nowhere else but there or at localhost', () => {
    const tls = { TLS_CERT_FILE: '/etc/tls.crt', TLS_KEY_FILE: '/etc/tls.key' };
    expect(loadConfig(tls, worker).publicOrigin).toBe('https://localhost:4400');
    expect(() => loadConfig({ ...tls, PUBLIC_ORIGIN: 'http://localhost:4400' }, worker)).toThrowError(
      StartError,
      /PUBLIC_ORIGIN must begin with https/,
    );
    for (const origin of ['http://127.0.0.1:1', 'http://[::1]:1', 'http://a.localhost', 'https://console.example']) {
      expect(loadConfig({ PUBLIC_ORIGIN: origin }, worker).publicOrigin).toBe(origin);
    }
  });

  it('believes the proxies that it names', () => {
    const TRUSTED_PROXIES = '10.0.0.7, 10.1.0.0/16,fd00::/8 , loopback';
    expect(loadConfig({ TRUSTED_PROXIES }, worker).trustedProxies).toEqual(TRUSTED_PROXIES.split(/ ?, ?/));
    expect(loadConfig({}, worker).trustedProxies).toEqual([]);
  });

  it('keeps an issuer as it was given and knows that it is not the embedded one', () => {
    const config = loadConfig({ OIDC_ISSUER: 'https://id.example/' }, worker);
    expect(config.issuer).toBe('https://id.example/');
    expect(config.embeddedAuthority).toBeFalse();
  });

  it('runs all roles unless told, and only known ones', () => {
    expect(loadConfig({ EVIDENCE_DIR: import.meta.dirname }, []).roles).toContain('bff');
    expect(loadConfig({}, ['--roles=export-worker,evidence-locker']).roles).toEqual([
      'export-worker',
      'evidence-locker',
    ]);
    expect(() => loadConfig({}, ['--roles=bff,mailer'])).toThrowError(StartError, /mailer/);
    expect(() => loadConfig({}, ['--role=bff'])).toThrowError(StartError, /--roles=/);
  });

  for (const [env, value, accepted] of [
    ['PORT', '0', 'a port number'],
    ['PORT', 'http', 'a port number'],
    ['LOG_LEVEL', 'loud', 'one of trace, debug'],
    ['DATABASE_URL', 'mysql://root:hunter2@db/x', 'postgres://'],
    ['PUBLIC_ORIGIN', 'https://console.example/path', 'origin'],
    ['PUBLIC_ORIGIN', 'http://console.example', 'https'],
    ['PUBLIC_ORIGIN', 'http://localhost.example', 'https'],
    ['TRUSTED_PROXIES', '10.0.0.7, proxy.example', 'IP addresses and networks'],
    ['TRUSTED_PROXIES', '0.0.0.0/0', 'IP addresses and networks'],
    ['TRUSTED_PROXIES', '10.0.0.0/33', 'IP addresses and networks'],
    ['TLS_CERT_FILE', '/etc/tls.crt', 'TLS_KEY_FILE must be a file'],
    ['TLS_KEY_FILE', '/etc/tls.key', 'TLS_CERT_FILE must be a file'],
    ['SESSION_IDLE_SECONDS', '1', '30 to 86400'],
    ['AUDIT_DAYS', '30', '31 to 3650'],
    ['OIDC_ISSUER', 'ftp://id', 'http(s) address'],
  ] as const) {
    it(`refuses ${env}=${value}, naming the key and what it accepts, not the value`, () => {
      let thrown: unknown;
      try {
        loadConfig({ [env]: value }, worker);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(StartError);
      const { message } = thrown as StartError;
      expect(message).toContain(env);
      expect(message).toContain(accepted);
      expect(message).not.toContain('hunter2');
      expect(message).not.toContain('\n');
    });
  }

  it('refuses two roles on one port', () => {
    expect(() => loadConfig({ PORT: '4400', EXPORT_CENTER_PORT: '4400' }, worker)).toThrowError(
      StartError,
      /EXPORT_CENTER_PORT must be another port than PORT/,
    );
  });

  it('refuses an evidence folder that is not there, where evidence is imported', () => {
    const env = { EVIDENCE_DIR: '/nowhere/at/all' };
    expect(() => loadConfig(env, ['--roles=export-center'])).toThrowError(StartError, /EVIDENCE_DIR.*\/nowhere/);
    expect(() => loadConfig(env, ['--roles=bff'])).not.toThrow();
  });

  it('describes every setting for the documentation', () => {
    const described = describeSettings();
    expect(new Set(described.map(({ env }) => env)).size).toBe(described.length);
    expect(described.find(({ env }) => env === 'AUTHORITY_PORT')?.default).toBe('PORT + 1');
    for (const { env, accepts, description } of described) {
      expect(accepts).withContext(env).not.toBe('');
      expect(description).withContext(env).toMatch(/\.$/);
    }
  });
});
