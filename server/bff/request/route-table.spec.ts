import { evidenceLockerOperations } from '../../contracts/evidence-locker/operations.ts';
import { createRouteTable } from './route-table.ts';

describe('the route table', () => {
  const table = createRouteTable();

  it('finds every declared operation by an example of its path', () => {
    for (const route of table.routes) {
      const { method, path } = route.operation;
      const match = table.match(method.toUpperCase(), path.replaceAll(/\{\w+\+?\}/g, 'x'));
      expect(match).withContext(route.operation.id).toEqual({ kind: 'allowed', route });
    }
  });

  it('leaves out what the contracts call internal', () => {
    const internal = evidenceLockerOperations.filter((operation) => 'internal' in operation);
    expect(internal.length).toBeGreaterThan(0);
    for (const { id } of internal) expect(table.routes.map(({ operation }) => operation.id)).not.toContain(id);
    expect(table.match('POST', '/evidence/prune-claims')).toEqual({ kind: 'unknown' });
    expect(table.match('POST', '/evidence/timeline/events')).toEqual({ kind: 'unknown' });
  });

  it('prefers the literal segment to the parameter', () => {
    const match = table.match('POST', '/evidence/holds/preview');
    expect(match.kind === 'allowed' && match.route.operation.id).toBe('previewHold');
  });

  it('takes a path of several segments where the contract does, and no empty one', () => {
    const files = '/api/export/runs/run-20251029-01/artifacts';
    for (const [method, id] of [
      ['GET', 'downloadArtifact'],
      ['HEAD', 'headArtifact'],
    ] as const) {
      const match = table.match(method, `${files}/data/raw/vex/v0.jsonl.zst`);
      expect(match.kind === 'allowed' && match.route.operation.id).toBe(id);
    }
    expect(table.match('PUT', `${files}/export.json`).kind).toBe('wrong-method');
    for (const rest of ['/', '//export.json', '/data//raw', '/data/']) {
      expect(table.match('GET', `${files}${rest}`))
        .withContext(rest)
        .toEqual({ kind: 'unknown' });
    }
  });

  it('tells which methods a known path takes', () => {
    expect(table.match('PATCH', '/api/export/runs')).toEqual({
      kind: 'wrong-method',
      allow: jasmine.arrayWithExactContents(['get', 'post']),
    });
    expect(table.match('get', '/api/export/runs').kind).toBe('wrong-method');
  });

  for (const path of ['/api/export', '/api/export/', '/api/export/runs/', '/API/export/runs', '/api/export/%72uns']) {
    it(`does not know ${path}`, () => expect(table.match('GET', path)).toEqual({ kind: 'unknown' }));
  }
});
