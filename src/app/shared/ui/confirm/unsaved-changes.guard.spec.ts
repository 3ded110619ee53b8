import { TestBed } from '@angular/core/testing';
import type { ActivatedRouteSnapshot, RouterStateSnapshot } from '@angular/router';
import { Confirmations } from './confirmations.ts';
import { type HasUnsavedChanges, unsavedChangesGuard } from './unsaved-changes.guard.ts';

describe('unsavedChangesGuard', () => {
  const ask = jasmine.createSpy<Confirmations['ask']>('ask');
  const page = jasmine.createSpyObj<HasUnsavedChanges>('page', ['hasUnsavedChanges', 'discardChanges']);

  function leave(): unknown {
    const [route, state] = [{} as ActivatedRouteSnapshot, {} as RouterStateSnapshot];
    return TestBed.runInInjectionContext(() => unsavedChangesGuard(page, route, state, state));
  }

  beforeEach(() => {
    ask.calls.reset();
    page.discardChanges.calls.reset();
    TestBed.configureTestingModule({ providers: [{ provide: Confirmations, useValue: { ask } }] });
  });

  it('lets a page without changes be left at once', async () => {
    page.hasUnsavedChanges.and.returnValue(false);
    expect(await leave()).toBeTrue();
    expect(ask).not.toHaveBeenCalled();
  });

  it('discards the changes when the person says so', async () => {
    page.hasUnsavedChanges.and.returnValue(true);
    ask.and.resolveTo(true);
    expect(await leave()).toBeTrue();
    expect(page.discardChanges).toHaveBeenCalled();
  });

  it('stays when the person does not', async () => {
    page.hasUnsavedChanges.and.returnValue(true);
    ask.and.resolveTo(false);
    expect(await leave()).toBeFalse();
    expect(page.discardChanges).not.toHaveBeenCalled();
  });
});
