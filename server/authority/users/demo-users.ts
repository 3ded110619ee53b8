import type { User } from './user.ts';

/** The password of every demo user; the sign-in page shows it. */
export const demoPassword = 'evidence';

const acme = 'acme';
const globex = 'globex';

/** One user a role, and two who show that a right holds in its tenant only. */
export const demoUsers: readonly User[] = [
  {
    subject: 'operator',
    userName: 'operator',
    displayName: 'Olivia Operator',
    email: 'operator@acme.example',
    tenants: { [acme]: ['operator'] },
    passwordHash: '$scrypt$ln=15,r=8,p=3$9AlTt5lK3sh52iLPWyhakg$euftRp4C0iuVyWqyd0vTGwkjKoluePGBQD--7aXtK_k',
  },
  {
    subject: 'admin',
    userName: 'admin',
    displayName: 'Ada Admin',
    email: 'admin@acme.example',
    tenants: { [acme]: ['tenant-admin'], [globex]: ['viewer'] },
    passwordHash: '$scrypt$ln=15,r=8,p=3$yqRPnNDOUGezaZvrXWrzjw$GYtNhAoGWl9GuGiAq22fUtd3faB0vzSaREBEhf9HKKA',
  },
  {
    subject: 'responder',
    userName: 'responder',
    displayName: 'Remy Responder',
    email: 'responder@acme.example',
    tenants: { [acme]: ['incident-responder'] },
    passwordHash: '$scrypt$ln=15,r=8,p=3$_WBj3wyw0qXIucOjh35uSw$gQYJaoqydq0pEN-3o_HUe1iDOj-OdbVpRceTflHhdl4',
  },
  {
    subject: 'officer',
    userName: 'officer',
    displayName: 'Oscar Officer',
    email: 'officer@acme.example',
    tenants: { [acme]: ['security-officer'] },
    passwordHash: '$scrypt$ln=15,r=8,p=3$KvWUDqk3RXHqAcHx5opttg$SlosEEv2XMwgtPesAxZB96SCJ1yDV-CaTX3rgw4Hzu8',
  },
  {
    subject: 'viewer',
    userName: 'viewer',
    displayName: 'Vera Viewer',
    email: 'viewer@acme.example',
    tenants: { [acme]: ['viewer'] },
    passwordHash: '$scrypt$ln=15,r=8,p=3$57tw4kJmZ5op6R0oTb8Xgg$9b6e9qNQjP705pt9YA8kSdpdh4vzFASSsNieGWUwDPU',
  },
  {
    subject: 'globex-admin',
    userName: 'globex-admin',
    displayName: 'Gil Globex',
    email: 'admin@globex.example',
    tenants: { [globex]: ['tenant-admin'] },
    passwordHash: '$scrypt$ln=15,r=8,p=3$NmsfThrMnsZ76lYufq-R0g$DH5hqcj9vqW89u549Y2PJ9EYpCV0PrfI58K8UDc4tGs',
  },
];
