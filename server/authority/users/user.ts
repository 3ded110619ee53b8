import { type Role, scopesOfRole } from '../../contracts/roles.ts';
import type { Scope } from '../../contracts/scopes.ts';

/** Someone who can sign in. `subject` is the `sub` of every token and never changes; `userName` is what is typed. */
export interface User {
  readonly subject: string;
  readonly userName: string;
  readonly displayName: string;
  readonly email: string;
  /** The value of the tenants claim: tenant id → roles held there. */
  readonly tenants: Readonly<Record<string, readonly Role[]>>;
  /** PHC string, see password-hash.ts. */
  readonly passwordHash: string;
}

/** Every scope that some role of the user grants in some tenant: the most that a token of theirs may carry. */
export function scopesOf(user: User): Set<Scope> {
  return new Set(
    Object.values(user.tenants)
      .flat()
      .flatMap((role) => scopesOfRole[role]),
  );
}
