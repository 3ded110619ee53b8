import { recordingLogger } from '../../testing/test-logger.ts';
import { createLogger } from './logger.ts';
import { extendLogContext, withLogContext } from './log-context.ts';

describe('The log', () => {
  const jwt = `${Buffer.from('{"alg":"ES256"}').toString('base64url')}.${Buffer.from('{"sub":"x"}').toString('base64url')}.c2ln`;

  it('keeps the fields that are allowed and only names the others', () => {
    const { logger, lines } = recordingLogger();
    logger.info({ tenant: 'acme', runId: 'run-1', cookie: 'secret', body: { password: 'x' } }, 'run started');
    expect(lines[0]).toEqual(
      jasmine.objectContaining({
        level: 'info',
        role: 'spec',
        tenant: 'acme',
        runId: 'run-1',
        message: 'run started',
        dropped: ['cookie', 'body'],
      }),
    );
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  it('writes time, level and role in each line', () => {
    const { logger, lines } = recordingLogger();
    logger.warn('careful');
    expect(lines[0]?.['time']).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(lines[0]?.['level']).toBe('warn');
  });

  it('carries the context of the running work', async () => {
    const { logger, lines } = recordingLogger();
    await withLogContext({ traceId: 'trace-1' }, async () => {
      await Promise.resolve();
      extendLogContext({ tenant: 'acme' });
      logger.info('inside');
    });
    logger.info('outside');
    expect(lines[0]).toEqual(jasmine.objectContaining({ traceId: 'trace-1', tenant: 'acme' }));
    expect(lines[1]?.['traceId']).toBeUndefined();
  });

  it('shows no token and no credentials, wherever they stand', () => {
    const { logger, lines } = recordingLogger();
    const cause = new Error(`postgres://root:hunter2@db/x refused ${jwt}`);
    logger.error({ error: new Error(`token ${jwt}`, { cause }), reason: jwt }, `got ${jwt}`);
    const text = JSON.stringify(lines);
    expect(text).not.toContain(jwt.slice(0, 20));
    expect(text).not.toContain('hunter2');
    expect(text).toContain('[credentials]@db');
  });

  it('shows no secret that a library quotes in an error, and keeps what helps to find the fault', () => {
    const { logger, lines } = recordingLogger();
    const code = '0b0a2b1e-9f4e-4d0c-8f43-1c2d3e4f5a6b';
    for (const quoted of [
      `GET https://id/token?code=s3cret&state=x`,
      `{"client_secret":"s3cret","a":1}`,
      'Authorization: Bearer s3cret-tok',
      `no grant ${code}`,
      `Unexpected token 's', "s3cret" is not valid JSON`,
      `__Host-Http-session=s3cret`,
    ]) {
      logger.error({ error: new Error(quoted, { cause: `also ${quoted}` }) }, 'failed');
    }
    logger.error({ error: new Error('sha256:0123456789abcdef0123456789abcdef is not it, status code: 502') }, 'failed');
    logger.error({ error: new Error('refused', { cause: new URLSearchParams({ code: 's3cret' }) }) }, 'failed');
    logger.error({ error: Object.assign(new Error('refused'), { error: 'invalid_client', more: 's3cret' }) }, 'failed');
    const text = JSON.stringify(lines);
    expect(text).not.toContain('s3cret');
    expect(text).not.toContain(code);
    expect(text).toContain('sha256:0123456789abcdef0123456789abcdef is not it, status code: 502');
    expect(lines.at(-2)?.['error']).toEqual(
      jasmine.objectContaining({ cause: { name: 'NotAnError', message: 'URLSearchParams' } }),
    );
    expect(lines.at(-1)?.['error']).toEqual(jasmine.objectContaining({ error: 'invalid_client' }));
  });

  it('shows no object in place of a value, whatever the field is called', () => {
    const { logger, lines } = recordingLogger();
    logger.info({ reason: { token: 'x' }, roles: ['bff'], subject: [{ token: 'x' }] }, 'line');
    expect(lines[0]).toEqual(jasmine.objectContaining({ roles: ['bff'], dropped: ['reason', 'subject'] }));
  });

  it('shows of an error its name, code, message, stack and causes, and nothing it carries along', () => {
    const { logger, lines } = recordingLogger();
    const error = Object.assign(new TypeError('bad'), {
      code: '23505',
      detail: 'Key (email)=(a@b.c)',
      parameters: ['secret'],
    });
    logger.error({ error: new Error('outer', { cause: error }) }, 'failed');
    expect(lines[0]?.['error']).toEqual({
      name: 'Error',
      message: 'outer',
      stack: jasmine.any(String),
      cause: { name: 'TypeError', message: 'bad', code: '23505', stack: jasmine.any(String) },
    });
  });

  it('is one line an entry, without control characters, whatever a value holds', () => {
    const raw: string[] = [];
    const logger = createLogger({ level: 'info', role: 'spec', destination: { write: (line) => void raw.push(line) } });
    const reason = 'a\r\n{"level":"fatal"}\u001b[2J\u009b2J\u0085\u2028\u2029\u202e';
    logger.info({ reason }, `line\nbreak ${reason}`);
    expect(raw.length).toBe(1);
    expect(raw[0]).toMatch(/^[\x20-\x7e]+\n$/);
    expect(JSON.parse(raw[0] ?? '')).toEqual(jasmine.objectContaining({ reason, message: `line\nbreak ${reason}` }));
  });
});
