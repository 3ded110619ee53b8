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
