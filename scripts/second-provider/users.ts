import type { Role } from '../../server/contracts/roles.ts';

/** Somebody whom the provider knows. */
export interface User {
  readonly userName: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly password: string;
  /** Becomes the claim of `TENANTS_CLAIM`. */
  readonly tenants: Readonly<Record<string, readonly Role[]>>;
}

const password = 'not-a-secret-of-anyone';

/** One is an admin in one tenant and a viewer in another; each of the others is for one way to be signed out. */
export const users = {
  admin: {
    userName: 'admin',
    firstName: 'Ada',
    lastName: 'Admin',
    password,
    tenants: { acme: ['tenant-admin'], globex: ['viewer'] },
  },
  operator: {
    userName: 'operator',
    firstName: 'Olivia',
    lastName: 'Operator',
    password,
    tenants: { acme: ['operator'] },
  },
  viewer: { userName: 'viewer', firstName: 'Vera', lastName: 'Viewer', password, tenants: { acme: ['viewer'] } },
} as const satisfies Record<string, User>;
