import express from 'express';
import { StartError } from '../start-error.ts';
import { createApp } from './create-app.ts';
import { listen } from './listen.ts';
import { openTestDatabase } from '../../testing/test-database.ts';
import { silentLogger } from '../../testing/test-logger.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { defineOperation } from '../../contracts/operation.ts';
import { route } from './route.ts';
import type { Database } from '../database/database.ts';

const slow = defineOperation({
  id: 'slow',
  method: 'get',
  path: '/slow',
  summary: 'Waits',
  access: 'public',
  transport: 'json',
  success: { status: 200, description: 'Done' },
});

describe('A server', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  const start = async (handler: () => Promise<undefined>) => {
    const metrics = createMetrics('spec');
    const app = createApp({ name: 'spec', database, logger: silentLogger, metrics, routes: [route(slow, handler)] });
    return { metrics, server: await listen(app, { host: '127.0.0.1', port: 0 }) };
  };

  it('refuses a taken port in one line that names the setting', async () => {
    const first = await listen(express(), { host: '127.0.0.1', port: 0 });
    await expectAsync(
      listen(express(), { host: '127.0.0.1', port: first.port, setting: 'EXPORT_CENTER_PORT' }),
    ).toBeRejectedWithError(
      StartError,
      `Port ${first.port} is taken. Stop what uses it, or set EXPORT_CENTER_PORT to a free port.`,
    );
    await first.close({ graceMs: 0 });
  });

  it('finishes what is under way when it closes, and takes nothing new', async () => {
    const entered = Promise.withResolvers<undefined>();
    const release = Promise.withResolvers<undefined>();
    const { server } = await start(async () => {
      entered.resolve(undefined);
      await release.promise;
      return undefined;
    });
    const underWay = fetch(`${server.url}/slow`);
    await entered.promise;
    const closed = server.close({ graceMs: 60_000 });
    await expectAsync(fetch(`${server.url}/slow`)).toBeRejected();
    release.resolve(undefined);
    const response = await underWay;
    expect(response.status).toBe(200);
    expect(response.headers.get('connection')).toBe('close');
    await closed;
  });

  it('does not wait for connections that are merely kept alive', async () => {
    const { server } = await start(() => Promise.resolve(undefined));
    expect((await fetch(`${server.url}/slow`)).status).toBe(200);
    await server.close({ graceMs: 60_000 });
  });

  it('cuts what is still not finished after its grace', async () => {
    const entered = Promise.withResolvers<undefined>();
    const { server } = await start(() => {
      entered.resolve(undefined);
      return new Promise<undefined>(() => undefined);
    });
    const underWay = fetch(`${server.url}/slow`);
    await entered.promise;
    await Promise.all([server.close({ graceMs: 0 }), expectAsync(underWay).toBeRejected()]);
  });

  it('measures every request by operation and status', async () => {
    const { server, metrics } = await start(() => Promise.resolve(undefined));
    await (await fetch(`${server.url}/slow`)).text();
    await (await fetch(`${server.url}/nowhere`)).text();
    await server.close({ graceMs: 1000 });
    const { values } = await metrics.httpSeconds.get();
    const counted = values
      .filter(({ metricName }) => metricName?.endsWith('_count'))
      .map(({ labels, value }) => ({ ...labels, value }));
    expect(counted).toEqual([
      { operation: 'slow', method: 'GET', status: 200, value: 1 },
      { operation: 'none', method: 'GET', status: 404, value: 1 },
    ]);
  });
});
