import { randomBytes, randomInt } from 'node:crypto';
import { z } from 'zod';
import { hostOnlyCookie, readCookies } from '../request/cookies.ts';
import type { VaultSeal } from '../sessions/vault-seal.ts';

/** What must be remembered between the way to the OpenID provider and the way back, in this browser only. */
const loginTransaction = z.strictObject({
  purpose: z.enum(['sign-in', 'step-up']),
  state: z.string(),
  nonce: z.string(),
  /** Of PKCE. */
  verifier: z.string(),
  returnTo: z.string(),
  /** Milliseconds since 1970. */
  startedAt: z.int(),
  /** Id hash of the session that this browser had then: it is replaced, and a step-up refuses without it. */
  session: z.string().optional(),
});

export type LoginTransaction = z.output<typeof loginTransaction>;

/**
 * A session of this browser runs on until the sign-in is done, perhaps in the same session at the provider. Some
 * providers end that together with a revoked token (RFC 7009, section 2.1).
 */
export function isBesideSession({ session }: LoginTransaction): boolean {
  return session !== undefined;
}

/** Several sign-ins may be under way in one browser; the oldest gives way, so that cookies stay under 4 KB. */
const slots = ['__Host-Http-login-0', '__Host-Http-login-1', '__Host-Http-login-2', '__Host-Http-login-3'] as const;

type Slot = (typeof slots)[number];

const lifetimeSeconds = 600;
const binding = 'login transaction';

/** Keeps the transactions in short-lived, encrypted cookies: nobody can fill our database by starting sign-ins. */
export interface LoginTransactions {
  /** Both values for `Set-Cookie` and the new transaction. */
  start(
    asked: Pick<LoginTransaction, 'purpose' | 'returnTo' | 'session'>,
    cookieHeader: string | undefined,
  ): { transaction: LoginTransaction; setCookie: string };
  /** The transaction that `state` belongs to; undefined where this browser has none, or one that is too old. */
  finish(
    state: string,
    cookieHeader: string | undefined,
  ): { transaction: LoginTransaction; setCookie: string } | undefined;
}

export function createLoginTransactions(seal: VaultSeal, now: () => number = Date.now): LoginTransactions {
  function running(cookieHeader: string | undefined) {
    const cookies = readCookies(cookieHeader);
    return slots.flatMap((slot) => {
      const transaction = open(cookies.get(slot));
      return transaction ? [{ slot, transaction }] : [];
    });
  }

  function open(sealed: string | undefined): LoginTransaction | undefined {
    const text = sealed === undefined ? undefined : seal.open(sealed, binding);
    if (text === undefined) return undefined;
    const transaction = loginTransaction.safeParse(JSON.parse(text)).data;
    const age = now() - (transaction?.startedAt ?? 0);
    return age <= lifetimeSeconds * 1000 ? transaction : undefined;
  }

  return {
    start(asked, cookieHeader) {
      const transaction: LoginTransaction = {
        ...asked,
        state: randomBytes(16).toString('base64url'),
        nonce: randomBytes(16).toString('base64url'),
        verifier: randomBytes(32).toString('base64url'),
        startedAt: now(),
      };
      const value = seal.seal(JSON.stringify(transaction), binding);
      const slot = freeSlot(running(cookieHeader));
      return { transaction, setCookie: hostOnlyCookie(slot, value, { sameSite: 'Lax', maxAge: lifetimeSeconds }) };
    },

    finish(state, cookieHeader) {
      const found = running(cookieHeader).find(({ transaction }) => transaction.state === state);
      return (
        found && {
          transaction: found.transaction,
          setCookie: hostOnlyCookie(found.slot, '', { sameSite: 'Lax', maxAge: 0 }),
        }
      );
    },
  };
}

/** A random one of those that are free: tabs that start at the same moment do not see each other's cookies. */
function freeSlot(taken: readonly { slot: Slot; transaction: LoginTransaction }[]): Slot {
  const free = slots.filter((slot) => !taken.some((other) => other.slot === slot));
  const oldest = taken.toSorted((a, b) => a.transaction.startedAt - b.transaction.startedAt)[0]?.slot;
  return free[randomInt(Math.max(free.length, 1))] ?? oldest ?? slots[0];
}
