import { randomBytes } from 'node:crypto';
import { createVaultSeal, type VaultKey } from './vault-seal.ts';

function newKey(id: string): VaultKey {
  return { id, secret: randomBytes(32) };
}

describe('the vault seal', () => {
  const key = newKey('k1');
  const seal = createVaultSeal([key]);
  const sealed = seal.seal('{"token":"täst"}', 'session-a');

  it('opens what it sealed, for the same session', () => {
    expect(seal.open(sealed, 'session-a')).toBe('{"token":"täst"}');
    expect(sealed).toMatch(/^k1\.[\w-]+$/);
    expect(seal.seal('x', 'session-a')).not.toBe(seal.seal('x', 'session-a'));
  });

  it('does not open it for another session', () => {
    expect(seal.open(sealed, 'session-b')).toBeUndefined();
  });

  it('does not open it when a single byte has changed', () => {
    const body = Buffer.from(sealed.slice(3), 'base64url');
    for (const index of body.keys()) {
      const changed = Buffer.from(body);
      changed.writeUInt8(body.readUInt8(index) ^ 1, index);
      expect(seal.open(`k1.${changed.toString('base64url')}`, 'session-a')).toBeUndefined();
    }
  });

  it('refuses what is not a sealed text', () => {
    for (const text of ['', '.', 'k1', 'k1.', 'k1.AAAA', 'k2.' + sealed.slice(3)]) {
      expect(seal.open(text, 'session-a')).toBeUndefined();
    }
  });

  it('seals with the first key and opens with any', () => {
    const rotated = createVaultSeal([newKey('k2'), key]);
    expect(rotated.open(sealed, 'session-a')).toBe('{"token":"täst"}');
    expect(rotated.seal('x', 'session-a')).toMatch(/^k2\./);
    expect(createVaultSeal([newKey('k2')]).open(sealed, 'session-a')).toBeUndefined();
  });
});
