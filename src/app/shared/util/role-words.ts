import type { Role } from '../../../../server/contracts/roles.ts';

/** Roles as a person reads them. */
export const wordOfRole: Readonly<Record<Role, string>> = {
  viewer: 'Viewer',
  operator: 'Operator',
  'tenant-admin': 'Tenant admin',
  'incident-responder': 'Incident responder',
  'security-officer': 'Security officer',
};
