import { tenantOfRequest } from './tenant-of-request.ts';

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('tenantOfRequest', () => {
  it('takes the header, and leaves the query alone', () => {
    const query = 'status=failed&status=running&q=%20a+b';
    expect(tenantOfRequest({ headers: ['acme'], query }, ['acme', 'globex'])).toEqual({ tenant: 'acme', query });
  });

  it('takes the query, which the upstream does not see', () => {
    const choice = tenantOfRequest({ headers: [], query: 'a=1&tenant=globex&lastEventId=7' }, ['acme', 'globex']);
    expect(choice).toEqual({ tenant: 'globex', query: 'a=1&lastEventId=7' });
    expect(tenantOfRequest({ headers: [], query: '%74enant=acme' }, ['acme'])).toEqual({ tenant: 'acme', query: '' });
  });

  it('needs no name from a person with one tenant', () => {
    expect(tenantOfRequest({ headers: [], query: '' }, ['acme']).tenant).toBe('acme');
    expect(codeOf(() => tenantOfRequest({ headers: [], query: '' }, ['acme', 'globex']))).toBe('ERR_TENANT_REQUIRED');
    expect(codeOf(() => tenantOfRequest({ headers: [], query: '' }, []))).toBe('ERR_TENANT_REQUIRED');
  });

  for (const [headers, query] of [
    [['initech'], ''],
    [[''], ''],
    [['acme', 'globex'], ''],
    [['acme'], 'tenant=globex'],
    [[], 'tenant=acme&tenant=globex'],
    [[], 'tenant='],
    [['acme,globex'], ''],
    [['ACME'], ''],
  ] as const) {
    it(`refuses ${JSON.stringify(headers)} with ?${query}`, () => {
      expect(codeOf(() => tenantOfRequest({ headers, query }, ['acme', 'globex']))).toBe('ERR_TENANT_MISMATCH');
    });
  }
});
