import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { canonicalUserName } from '../users/user-directory.ts';

/** Slows down guessing: by name from one address, and by address whatever the names. */
export interface SignInAttempts {
  /** Counts one attempt. `undefined`: go on; a number: refuse, and after so many seconds try again. */
  begin(userName: string, address: string): Promise<number | undefined>;
  /** The password was right: earlier typing errors no longer count. */
  succeed(userName: string, address: string): Promise<void>;
}

const window = 5 * 60;

/** `perName` of 10 leaves room for typing errors; in memory, as the embedded authority is one process. */
export function createSignInAttempts(perName = 10, perAddress = 100): SignInAttempts {
  const byName = new RateLimiterMemory({ points: perName, duration: window });
  const byAddress = new RateLimiterMemory({ points: perAddress, duration: window });
  const nameKey = (userName: string, address: string) => `${address} ${canonicalUserName(userName)}`;

  return {
    async begin(userName, address) {
      try {
        await byAddress.consume(address);
        await byName.consume(nameKey(userName, address));
        return undefined;
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return Math.ceil(refusal.msBeforeNext / 1000);
        throw refusal;
      }
    },

    async succeed(userName, address) {
      await byName.delete(nameKey(userName, address));
      await byAddress.reward(address);
    },
  };
}
