import { ExportError } from '../../export-error.ts';
import { checkTrivySchema, schemaVersionOf } from './schema-version.ts';

const db = { kind: 'trivy', variant: 'db' } as const;
const javaDb = { kind: 'trivy', variant: 'java-db' } as const;

describe("the version of a Trivy database's schema", () => {
  it('is the newest that is supported, or the one that the profile pins', () => {
    expect(schemaVersionOf({ profile: db, trivy: null })).toBe(2);
    expect(schemaVersionOf({ profile: db, trivy: { schemaVersion: 2 } })).toBe(2);
    expect(schemaVersionOf({ profile: javaDb, trivy: null })).toBe(1);
  });

  it('fails the plan when it is not supported, and says which one to pin', () => {
    const refuse = (profile: typeof db | typeof javaDb, schemaVersion: number): ExportError => {
      try {
        checkTrivySchema({ profile, trivy: { schemaVersion } });
      } catch (error) {
        if (error instanceof ExportError) return error;
      }
      throw new TypeError('It was accepted');
    };
    const { code, message } = refuse(db, 3);
    expect(code).toBe('ERR_EXPORT_UNSUPPORTED_SCHEMA');
    expect(message).toContain('Schema version 3 of trivy:db is not supported, only version 2');
    expect(message).toContain('trivy.schemaVersion: 2');
    expect(refuse(javaDb, 2).message).toContain('only version 1');
  });

  it('is nothing that other kinds have', () => {
    expect(() => {
      checkTrivySchema({ profile: { kind: 'json', variant: 'raw' }, trivy: null });
    }).not.toThrow();
  });
});
