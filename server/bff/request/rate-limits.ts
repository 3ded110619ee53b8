import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Config } from '../../kernel/config/config.ts';
import { AppError } from '../../kernel/http/errors.ts';

/** So many requests in so many seconds. */
export interface Rate {
  readonly points: number;
  readonly seconds: number;
}

/** What anyone can ask for without a session is counted by address, the rest by session. */
export interface RateLimits {
  readonly signIn: Rate;
  readonly callback: Rate;
  readonly backchannelLogout: Rate;
  readonly session: Rate;
}

const averagedOverSeconds = 10;

/** A session may do far more than a person's tabs do, and less than what hurts the others. */
export function rateLimitsOf({ sessionRequestsPerSecond }: Pick<Config, 'sessionRequestsPerSecond'>): RateLimits {
  return {
    signIn: { points: 300, seconds: 300 },
    callback: { points: 300, seconds: 300 },
    // All people of a provider may sign out at once.
    backchannelLogout: { points: 1200, seconds: 60 },
    session: { points: sessionRequestsPerSecond * averagedOverSeconds, seconds: averagedOverSeconds },
  };
}

/** Throws `ERR_RATE_LIMIT` with `Retry-After`. Each instance counts for itself. */
export type CountRequest = (limit: keyof RateLimits, key: string) => Promise<void>;

export function createRateLimits(limits: RateLimits): CountRequest {
  const limiter = (rate: Rate) => new RateLimiterMemory({ points: rate.points, duration: rate.seconds });
  const limiters = {
    signIn: limiter(limits.signIn),
    callback: limiter(limits.callback),
    backchannelLogout: limiter(limits.backchannelLogout),
    session: limiter(limits.session),
  };

  return async (limit, key) => {
    try {
      await limiters[limit].consume(key);
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      throw new AppError('ERR_RATE_LIMIT', 'Too many requests; wait a moment.', {
        headers: { 'Retry-After': String(Math.max(1, Math.ceil(refused.msBeforeNext / 1000))) },
      });
    }
  };
}
