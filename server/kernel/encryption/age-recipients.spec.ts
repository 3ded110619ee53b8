import { generateHybridIdentity, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { whyUnusableForAge } from './age-recipients.ts';

describe('an age recipient', () => {
  it('can be used when it is an X25519 public key', async () => {
    expect(await whyUnusableForAge(await identityToRecipient(await generateX25519Identity()))).toBeNull();
  });

  it('is refused by its fault', async () => {
    const good = await identityToRecipient(await generateX25519Identity());
    const last = good.endsWith('q') ? 'p' : 'q';
    expect(await whyUnusableForAge(good.slice(0, -1) + last)).toContain('checksum');
    expect(await whyUnusableForAge(good.slice(0, -1))).toContain('checksum');
    // 31 bytes, with a checksum that fits.
    const short = 'age1pyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpyyfw987';
    expect(await whyUnusableForAge(short)).toContain('32 bytes');
    expect(await whyUnusableForAge(await identityToRecipient(await generateHybridIdentity()))).toContain('type age1pq');
    expect(await whyUnusableForAge('age1yubikey1qwerty')).toContain('type age1yubikey');
    expect(await whyUnusableForAge('ssh-ed25519 AAAA')).toContain('begin with age1');
    expect(await whyUnusableForAge('kms://vault')).toContain('begin with age1');
  });

  it('is refused when it is a point of low order, whose shared secret everybody knows', async () => {
    // 0, 1, a point of order 8, and p + 1, which is 1 in another form (cr.yp.to/ecdh.html, "validate").
    const points = {
      zero: 'age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z',
      one: 'age1qyqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqj7vrya',
      eight: 'age1ur4h5lpmgxu2u9jku0a0r87ydtdqnr0tnsetrlvxvgz3vh6fhqqqzyt4v9',
      above: 'age1amlllllllllllllllllllllllllllllllllllllllllllllllalselrwrv',
    };
    for (const [name, point] of Object.entries(points)) {
      expect(await whyUnusableForAge(point))
        .withContext(name)
        .toContain('nobody’s public key');
    }
  });
});
