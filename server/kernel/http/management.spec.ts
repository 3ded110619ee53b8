import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { describeWithDatabase } from '../../testing/test-database.ts';
import { silentLogger } from '../../testing/test-logger.ts';
import { loadConfig } from '../config/config.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { createFolderObjectStore } from '../objects/folder-object-store.ts';
import { listen, type RunningServer } from './listen.ts';
import { createManagementApp } from './management.ts';

describeWithDatabase('The management surface', (database) => {
  const folder = temporaryFolder();
  let server: RunningServer;
  let locker: () => Promise<void>;

  beforeEach(async () => {
    locker = () => Promise.resolve();
    const metrics = { bff: createMetrics('bff'), 'export-center': createMetrics('export-center') };
    metrics.bff.httpSeconds.observe({ operation: 'x', method: 'GET', status: 200 }, 1);
    const app = createManagementApp({
      config: loadConfig({}, ['--roles=bff,export-worker']),
      database: database(),
      objects: await createFolderObjectStore(folder()),
      roles: { 'export-center': { checks: { locker: () => locker() }, close: () => Promise.resolve() } },
      metrics,
      logger: silentLogger,
    });
    server = await listen(app, { host: '127.0.0.1', port: 0 });
  });
  afterEach(() => server.close({ graceMs: 0 }));

  const read = async (path: string) => {
    const response = await fetch(`${server.url}${path}`);
    return { status: response.status, body: await response.json() };
  };

  it('is alive as long as it answers', async () => {
    expect(await read('/health/liveness')).toEqual({ status: 200, body: { status: 'ok' } });
  });

  it('names each dependency in its readiness, and says 503 while one fails, without why', async () => {
    const dependencies = { database: 'ok', objects: 'ok', 'export-center.locker': 'ok' };
    expect(await read('/health/readiness')).toEqual({ status: 200, body: { status: 'ok', dependencies } });
    locker = () => Promise.reject(new Error('http://10.0.0.7 refused'));
    const refused = await read('/health/readiness');
    expect(refused).toEqual({
      status: 503,
      body: { status: 'unavailable', dependencies: { ...dependencies, 'export-center.locker': 'unavailable' } },
    });
  });

  it('does not wait for a dependency that never answers', async () => {
    locker = () => new Promise(() => undefined);
    expect((await read('/health/readiness')).status).toBe(503);
  });

  it('tells version, commit and roles', async () => {
    expect((await read('/status')).body).toEqual(
      jasmine.objectContaining({
        version: jasmine.any(String),
        commit: jasmine.any(String),
        roles: ['bff', 'export-worker'],
      }),
    );
  });

  it('gives the metrics of all roles, each with its name', async () => {
    const response = await fetch(`${server.url}/metrics`);
    const text = await response.text();
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect(text).toMatch(/http_request_duration_seconds_count\{.*role="bff".*\} 1/);
    expect(text).toContain('process_resident_memory_bytes ');
    expect(text.match(/# TYPE http_request_duration_seconds /g)?.length).toBe(1);
  });

  it('answers anything else with 404', async () => {
    expect((await read('/else')).status).toBe(404);
  });
});
