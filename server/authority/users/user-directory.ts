import { verifyPassword } from './password-hash.ts';
import type { User } from './user.ts';

/** Who can sign in here. Lookups are asynchronous so that a directory may live in a database. */
export interface UserDirectory {
  find(subject: string): Promise<User | undefined>;
  /** The user if the password is theirs. An unknown name takes as long as a wrong password. */
  authenticate(userName: string, password: string): Promise<User | undefined>;
}

/** The hash of a random password that nobody has: what a password is compared with when the name is unknown. */
const nobodysHash = '$scrypt$ln=15,r=8,p=3$kEUgLAY1U32VdFOvGxEE-w$iYgZLCyRv_FSHKeFIFi8Ke51Bt0zfMgVYbJW6biRjow';

export function createUserDirectory(users: readonly User[]): UserDirectory {
  const bySubject = new Map(users.map((user) => [user.subject, user]));
  const byName = new Map(users.map((user) => [canonicalUserName(user.userName), user]));

  return {
    find: (subject) => Promise.resolve(bySubject.get(subject)),

    async authenticate(userName, password) {
      const user = byName.get(canonicalUserName(userName));
      const matches = await verifyPassword(password, user?.passwordHash ?? nobodysHash);
      return matches ? user : undefined;
    },
  };
}

/** `Operator` and ` operator` are the same person, for sign-in and for counting attempts. */
export function canonicalUserName(userName: string): string {
  return userName.trim().normalize('NFKC').toLowerCase();
}
