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
    ['SESSION_IDLE_SECONDS', '1', '30 to 86400'],
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
