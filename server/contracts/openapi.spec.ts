import { bffOperations } from './bff/operations.ts';
import { evidenceLockerOperations } from './evidence-locker/operations.ts';
import { exportCenterOperations } from './export-center/operations.ts';
import { bffOpenApi, evidenceLockerOpenApi, exportCenterOpenApi } from './openapi.ts';
import type { Operation } from './operation.ts';

const all: readonly Operation[] = [...bffOperations, ...exportCenterOperations, ...evidenceLockerOperations];

describe('the contracts', () => {
  it('give every operation of all services its own id', () => {
    const ids = all.map((operation) => operation.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('declare a parameter schema for exactly the placeholders of the path', () => {
    for (const operation of all) {
      const placeholders = [...operation.path.matchAll(/\{(\w+)\+?\}/g)].map((match) => match[1] ?? '');
      expect(Object.keys(operation.params?.shape ?? {}))
        .withContext(operation.id)
        .toEqual(placeholders);
    }
  });

  it('ask for a reason wherever a fresh sign-in is asked for, but where a person ends sessions of their own', () => {
    for (const operation of all.filter(({ fresh, access }) => fresh && access !== 'session')) {
      expect(operation.operator).withContext(operation.id).toBeTrue();
    }
  });

  it('put service identities behind internal operations only', () => {
    for (const operation of all) {
      expect(operation.access === 'service:evidence')
        .withContext(operation.id)
        .toBe(operation.internal === true);
    }
  });

  it('become OpenAPI 3.1 documents that hold every operation', () => {
    const documents = [bffOpenApi('1.0.0'), exportCenterOpenApi('1.0.0'), evidenceLockerOpenApi('1.0.0')];
    const ids = documents
      .flatMap((document) => Object.values(document.paths ?? {}))
      .flatMap((path) => Object.values(path as Record<string, { operationId?: string }>))
      .map((operation) => operation.operationId);
    expect(ids.sort()).toEqual(all.map((operation) => operation.id).sort());
    for (const document of documents) expect(document.openapi).toBe('3.1.0');
  });
});
