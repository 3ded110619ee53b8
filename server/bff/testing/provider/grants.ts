import { randomUUID } from 'node:crypto';

/** Who signs in at the fake provider next. */
export interface FakePerson {
  readonly subject: string;
  readonly tenants: Readonly<Record<string, readonly string[]>>;
  readonly sid: string;
}

/** One sign-in, which all its codes and tokens come from. */
export interface Grant {
  readonly person: FakePerson;
  /** Seconds since 1970. */
  readonly authTime: number;
  readonly scope: string;
  readonly nonce: string;
  readonly redirectUri: string;
  readonly codeChallenge: string;
}

/** Codes and refresh tokens: each code works once, and a refresh token that comes twice takes all of its family along. */
export interface Grants {
  newCode(grant: Grant): string;
  redeemCode(code: string): Grant | undefined;
  newRefreshToken(grant: Grant): string;
  /** The grant of a refresh token. Undefined where it is unknown, revoked, or was used up before. */
  findRefreshToken(token: string): Grant | undefined;
  /** From now on a second use is a reuse. */
  useUp(token: string): void;
  /** Every refresh token that could be used. */
  usable(): string[];
  /** Ends the token with all of its family, or with all that came of the same session at the provider. */
  revoke(token: string, what: 'family' | 'session'): void;
  /** How many refresh tokens came although they were used up. */
  readonly reuses: number;
}

export function createGrants(): Grants {
  const codes = new Map<string, Grant>();
  const refreshTokens = new Map<string, Grant>();
  const usedUp = new Map<string, Grant>();
  let reuses = 0;

  function endFamily(grant: Grant | undefined): void {
    for (const [token, held] of refreshTokens) if (held === grant) refreshTokens.delete(token);
  }

  return {
    newCode(grant) {
      const code = randomUUID();
      codes.set(code, grant);
      return code;
    },
    redeemCode(code) {
      const grant = codes.get(code);
      codes.delete(code);
      return grant;
    },
    newRefreshToken(grant) {
      const token = randomUUID();
      refreshTokens.set(token, grant);
      return token;
    },
    findRefreshToken(token) {
      const reused = usedUp.get(token);
      if (reused) {
        reuses++;
        endFamily(reused);
      }
      return refreshTokens.get(token);
    },
    useUp(token) {
      const grant = refreshTokens.get(token);
      if (grant) usedUp.set(token, grant);
      refreshTokens.delete(token);
    },
    usable: () => [...refreshTokens.keys()],
    revoke(token, what) {
      const grant = refreshTokens.get(token);
      endFamily(grant);
      if (what === 'family') return;
      for (const [other, { person }] of refreshTokens)
        if (person.sid === grant?.person.sid) refreshTokens.delete(other);
    },
    get reuses() {
      return reuses;
    },
  };
}
