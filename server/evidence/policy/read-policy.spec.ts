import { policyDocument } from '../../contracts/export-center/policy.ts';
import { builtInPolicy } from './built-in-policy.ts';
import { effectivePolicy } from './effective-policy.ts';
import { PolicyError } from './policy-yaml.ts';
import { readPolicy } from './read-policy.ts';

const whole = `
schemaVersion: 1
severities: { critical: block, high: block, medium: warn, low: pass }
ignores:
  - advisory: DEMO-1
    component: pkg:npm/%40example/left-trim@7.7.6
    subject: "@acme/storefront-web@*"
    reason: The function is never called.
    until: 2026-12-31
  - component: pkg:npm/old
    reason: Removed with the next release.
    until: 2026-01-31
default: warn
`;

function refusalOf(text: string): string {
  try {
    readPolicy(text);
  } catch (error) {
    if (error instanceof PolicyError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('readPolicy', () => {
  it('reads every field', () => {
    const policy = readPolicy(whole);
    expect(policyDocument.parse(policy)).toEqual({
      schemaVersion: '1',
      severities: { critical: 'block', high: 'block', medium: 'warn', low: 'pass' },
      ignores: [
        {
          advisory: 'DEMO-1',
          component: 'pkg:npm/%40example/left-trim@7.7.6',
          subject: '@acme/storefront-web@*',
          reason: 'The function is never called.',
          until: '2026-12-31',
        },
        { component: 'pkg:npm/old', reason: 'Removed with the next release.', until: '2026-01-31' },
      ],
      default: 'warn',
    });
    expect(readPolicy('{"schemaVersion": "1", "default": "block"}')).toEqual({
      schemaVersion: '1',
      severities: {},
      ignores: [],
      default: 'block',
    });
  });

  it('names line and field of what is wrong', () => {
    const minimal = 'schemaVersion: 1\ndefault: warn\n';
    expect(refusalOf('')).toBe('line 1, the document: is not of type object');
    expect(refusalOf('schemaVersion: 1')).toBe('line 1, default: is missing');
    expect(refusalOf('schemaVersion: 2\ndefault: warn')).toBe('line 1, schemaVersion: is not 1');
    expect(refusalOf('schemaVersion: 1\ndefault: maybe')).toBe('line 2, default: is none of pass, warn, block');
    expect(refusalOf(`${minimal}owner: me`)).toBe('line 3, owner: is no field of a policy');
    expect(refusalOf(`${minimal}severities:\n  hihg: pass`)).toBe('line 4, severities.hihg: is no field of a policy');
    expect(refusalOf(`${minimal}severities:\n  __proto__: pass`)).toBe(
      'line 4, severities.__proto__: is no field of a policy',
    );
    const ignore = `${minimal}ignores:\n  - reason: because\n    until: 2026-12-31\n`;
    expect(refusalOf(ignore)).toBe('line 4, ignores[0]: names neither an advisory nor a component');
    expect(refusalOf(`${ignore}    component: left-trim`)).toBe('line 6, ignores[0].component: is not a purl');
    expect(refusalOf(`${ignore.replace('12-31', '02-30')}    advisory: DEMO-1`)).toBe(
      'line 5, ignores[0].until: is not a day, as in 2026-12-31',
    );
    expect(refusalOf(`${ignore.replace('because', '""')}    advisory: DEMO-1`)).toBe(
      'line 4, ignores[0].reason: is empty',
    );
  });

  it('refuses what is not YAML, or says one thing twice', () => {
    expect(refusalOf('default: [')).toMatch(/^line 1: is not YAML: /);
    expect(refusalOf('default: warn\ndefault: pass')).toBe('line 2: is not YAML: Map keys must be unique');
    expect(refusalOf('schemaVersion: 1\n---\ndefault: warn')).toMatch(/^line 2: is not YAML: .*multiple documents/);
    expect(refusalOf('schemaVersion: 1\ndefault: !verdict warn')).toMatch(/^line 2: is not YAML: Unresolved tag/);
  });

  it('refuses bombs without ado', () => {
    const line = (name: string, of: string) => `${name}: &${name} [${Array(10).fill(`*${of}`).join(', ')}]`;
    const laughs = ['a: &a [lol]', line('b', 'a'), line('c', 'b'), line('d', 'c'), line('e', 'd'), line('f', 'e')];
    expect(refusalOf(laughs.join('\n'))).toBe('uses more than 100 aliases');
    expect(refusalOf(`${'['.repeat(2e4)}${']'.repeat(2e4)}`)).toBe('is nested deeper than 16 levels');
    expect(refusalOf('- '.repeat(2e4))).toBe('is nested deeper than 16 levels');
    expect(refusalOf('? '.repeat(2e4))).toBe('is nested deeper than 16 levels');
    expect(refusalOf(`# ${'x'.repeat(256 * 1024)}`)).toBe('is larger than 256 KiB (262146 bytes)');
  });
});

describe('effectivePolicy', () => {
  it('leaves out the ignores that have ended, the day after their last one', () => {
    const untilOn = (day: string) => effectivePolicy(readPolicy(whole), day).policy.ignores.map(({ until }) => until);
    expect(untilOn('2026-01-31')).toEqual(['2026-12-31', '2026-01-31']);
    expect(untilOn('2026-02-01')).toEqual(['2026-12-31']);
    expect(untilOn('2027-01-01')).toEqual([]);
  });

  it('has a version that follows from what it decides alone', () => {
    const policy = readPolicy(whole);
    const version = effectivePolicy(policy, '2026-02-01').version;
    expect(version).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(effectivePolicy(policy, '2026-11-22').version).toBe(version);
    expect(effectivePolicy(readPolicy(`# a remark\n${whole}`), '2026-11-22').version).toBe(version);
    expect(effectivePolicy(policy, '2026-01-31').version).not.toBe(version);
    expect(effectivePolicy({ ...policy, default: 'block' }, '2026-11-22').version).not.toBe(version);
  });

  it('has a built-in one', () => {
    expect(policyDocument.safeParse(builtInPolicy).success).toBeTrue();
  });
});
