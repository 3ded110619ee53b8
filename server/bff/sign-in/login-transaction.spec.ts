import { randomBytes } from 'node:crypto';
import { createVaultSeal } from '../sessions/vault-seal.ts';
import { createLoginTransactions } from './login-transaction.ts';

/** As a browser keeps them: by name, gone at Max-Age=0. */
function cookieJar() {
  const cookies = new Map<string, string>();
  return {
    take(setCookie: string) {
      const [pair = ''] = setCookie.split(';');
      const [name = '', value = ''] = pair.split('=');
      if (setCookie.includes('Max-Age=0')) cookies.delete(name);
      else cookies.set(name, value);
    },
    header: () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
  };
}

describe('login transactions', () => {
  let time = 0;
  const transactions = createLoginTransactions(
    createVaultSeal([{ id: 'k', secret: randomBytes(32) }]),
    () => (time += 1000),
  );
  const asked = { purpose: 'sign-in', returnTo: '/t/acme/runs' } as const;

  it('finds the transaction again by its state, in the same browser, once', () => {
    const jar = cookieJar();
    const started = transactions.start(asked, undefined);
    jar.take(started.setCookie);
    const finished = transactions.finish(started.transaction.state, jar.header());
    expect(finished?.transaction).toEqual(started.transaction);
    jar.take(finished!.setCookie);
    expect(transactions.finish(started.transaction.state, jar.header())).toBeUndefined();
  });

  it('keeps several apart', () => {
    const jar = cookieJar();
    const states = [1, 2, 3, 4].map((page) => {
      const { transaction, setCookie } = transactions.start({ ...asked, returnTo: `/${page}` }, jar.header());
      jar.take(setCookie);
      return transaction.state;
    });
    expect(states.map((state) => transactions.finish(state, jar.header())?.transaction.returnTo)).toEqual([
      '/1',
      '/2',
      '/3',
      '/4',
    ]);
  });

  it('leaves under 4 KB of cookies after 200 starts, and the newest still completes', () => {
    const jar = cookieJar();
    let newest = '';
    for (let count = 0; count < 200; count++) {
      const { transaction, setCookie } = transactions.start(
        { purpose: 'step-up', returnTo: `/${'x'.repeat(383)}`, session: 'f'.repeat(64) },
        jar.header(),
      );
      jar.take(setCookie);
      newest = transaction.state;
    }
    expect(jar.header().length).toBeLessThan(4096);
    expect(transactions.finish(newest, jar.header())).toBeDefined();
  });

  it('does not know the state of another browser, an old one, or a forged cookie', () => {
    const mine = cookieJar();
    const { transaction, setCookie } = transactions.start(asked, undefined);
    mine.take(setCookie);
    expect(transactions.finish('another-state', mine.header())).toBeUndefined();
    expect(transactions.finish(transaction.state, '')).toBeUndefined();
    expect(transactions.finish(transaction.state, mine.header().replace('=k.', '=k.A'))).toBeUndefined();
    time += 601_000;
    expect(transactions.finish(transaction.state, mine.header())).toBeUndefined();
  });

  it('writes a cookie that comes back from the provider and is not readable', () => {
    const { transaction, setCookie } = transactions.start(asked, undefined);
    expect(setCookie).toMatch(/^__Host-Http-login-\d=/);
    expect(setCookie).toContain('; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600');
    expect(setCookie).not.toContain(transaction.verifier);
    expect(Buffer.from(setCookie, 'base64url').toString()).not.toContain(transaction.verifier);
  });
});
