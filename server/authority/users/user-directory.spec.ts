import { scopesOfRole } from '../../contracts/roles.ts';
import { demoPassword, demoUsers } from './demo-users.ts';
import { hashPassword, verifyPassword } from './password-hash.ts';
import { scopesOf } from './user.ts';
import { createUserDirectory } from './user-directory.ts';

describe('The user directory', () => {
  const directory = createUserDirectory(demoUsers);

  it('knows every demo user by the shown password', async () => {
    for (const user of demoUsers) {
      expect(await directory.authenticate(user.userName, demoPassword)).toBe(user);
    }
  });

  it('refuses a wrong password and an unknown name alike', async () => {
    expect(await directory.authenticate('operator', 'Evidence')).toBeUndefined();
    expect(await directory.authenticate('nobody', demoPassword)).toBeUndefined();
  });

  it('takes the name in any case and with blanks around it', async () => {
    expect(await directory.authenticate(' Operator ', demoPassword)).toBe(await directory.find('operator'));
  });

  it('gives a user of two tenants the scopes of both, and of no other role', async () => {
    const admin = (await directory.find('admin'))!;
    expect([...scopesOf(admin)].sort()).toEqual([...scopesOfRole['tenant-admin']].sort());
  });

  it('salts: two hashes of one password differ, and both verify', async () => {
    const [first, second] = await Promise.all([hashPassword('evidence'), hashPassword('evidence')]);
    expect(first).not.toBe(second);
    expect(await verifyPassword('evidence', first)).toBeTrue();
    expect(await verifyPassword('evidence', second)).toBeTrue();
  });
});
