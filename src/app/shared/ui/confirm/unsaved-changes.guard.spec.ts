import { TestBed } from '@angular/core/testing';
import type { ActivatedRouteSnapshot, RouterStateSnapshot } from '@angular/router';
import { Confirmations } from './confirmations.ts';
import { type HasUnsavedChanges, unsavedChangesGuard } from './unsaved-changes.guard.ts';

describe('unsavedChangesGuard', () => {
  const ask = jasmine.createSpy<Confirmations['ask']>('ask');
  const hasUnsavedChanges = jasmine.createSpy<HasUnsavedChanges['hasUnsavedChanges']>('hasUnsavedChanges');
  const discardChanges = jasmine.createSpy<HasUnsavedChanges['discardChanges']>('discardChanges');
  const page: HasUnsavedChanges = { hasUnsavedChanges, discardChanges };

  function leave(): unknown {
    const [route, state] = [{} as ActivatedRouteSnapshot, {} as RouterStateSnapshot];
    return TestBed.runInInjectionContext(() => unsavedChangesGuard(page, route, state, state));
  }

  beforeEach(() => {
    ask.calls.reset();
    discardChanges.calls.reset();
    TestBed.configureTestingModule({ providers: [{ provide: Confirmations, useValue: { ask } }] });
  });

  it('lets a page without changes be left at once', async () => {
    hasUnsavedChanges.and.returnValue(false);
    expect(await leave()).toBeTrue();
    expect(ask).not.toHaveBeenCalled();
  });

  it('discards the changes when the person says so', async () => {
    hasUnsavedChanges.and.returnValue(true);
    ask.and.resolveTo(true);
    expect(await leave()).toBeTrue();
    expect(discardChanges).toHaveBeenCalled();
  });

  it('stays when the person does not', async () => {
    hasUnsavedChanges.and.returnValue(true);
    ask.and.resolveTo(false);
    expect(await leave()).toBeFalse();
    expect(discardChanges).not.toHaveBeenCalled();
  });
});
