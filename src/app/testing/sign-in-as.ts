import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { type Role, scopesOfRole } from '../../../server/contracts/roles.ts';
import { settled, signIn } from './console-testing.ts';
import { profileOfAcme } from './session-fixtures.ts';

/** Signs in to acme with the rights of a role, as its profile says. */
export async function signInAs(role: Role): Promise<void> {
  await signIn();
  await settled();
  TestBed.inject(HttpTestingController)
    .expectOne('/console/profile')
    .flush({ ...profileOfAcme, roles: [role], scopes: [...scopesOfRole[role]] });
  await settled();
}
