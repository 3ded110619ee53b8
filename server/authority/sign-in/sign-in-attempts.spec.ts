import { createSignInAttempts } from './sign-in-attempts.ts';

describe('Sign-in attempts', () => {
  it('are counted by name and address, however the name is written', async () => {
    const attempts = createSignInAttempts(2, 100);
    await attempts.begin('operator', '10.0.0.1');
    await attempts.begin(' OPERATOR ', '10.0.0.1');
    expect(await attempts.begin('operator', '10.0.0.1')).toBeGreaterThan(0);
    expect(await attempts.begin('operator', '10.0.0.2')).toBeUndefined();
    expect(await attempts.begin('viewer', '10.0.0.1')).toBeUndefined();
  });

  it('start anew after a right password', async () => {
    const attempts = createSignInAttempts(2, 100);
    await attempts.begin('operator', '10.0.0.1');
    await attempts.begin('operator', '10.0.0.1');
    await attempts.succeed('operator', '10.0.0.1');
    expect(await attempts.begin('operator', '10.0.0.1')).toBeUndefined();
  });

  it('are counted by address too, so that trying many names ends', async () => {
    const attempts = createSignInAttempts(2, 3);
    for (const name of ['a', 'b', 'c']) expect(await attempts.begin(name, '10.0.0.1')).toBeUndefined();
    expect(await attempts.begin('d', '10.0.0.1')).toBeGreaterThan(0);
  });
});
