import { recordingLogger } from '../../testing/test-logger.ts';
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

  it('is one line an entry, whatever a value holds', () => {
    const { logger, lines } = recordingLogger();
    logger.info({ reason: 'a\n{"level":"fatal"}' }, 'line\nbreak');
    expect(lines.length).toBe(1);
    expect(lines[0]?.['reason']).toBe('a\n{"level":"fatal"}');
  });
});
