import { TestBed } from '@angular/core/testing';
import { SelectedTenant } from '../session/selected-tenant.ts';
import { fakeClock, provideConsoleTesting, settled } from '../testing/console-testing.ts';
import { OperatorContextService } from './operator-context.service.ts';

describe('OperatorContextService', () => {
  let context: OperatorContextService;

  beforeEach(async () => {
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    TestBed.inject(SelectedTenant).select('acme');
    context = TestBed.inject(OperatorContextService);
    await settled();
  });

  it('keeps reason and ticket, trimmed', () => {
    context.set({ reason: '  Key rotation ', ticket: ' INC-42 ' });
    expect(context.current()).toEqual({ reason: 'Key rotation', ticket: 'INC-42' });
  });

  it('has no ticket where none was given', () => {
    context.set({ reason: 'Key rotation', ticket: '   ' });
    expect(context.current()).toEqual({ reason: 'Key rotation' });
  });

  it('takes 1 to 256 characters of reason and up to 128 of ticket, after trimming', () => {
    context.set({ reason: ` ${'r'.repeat(256)} `, ticket: 't'.repeat(128) });
    expect(context.current()?.reason.length).toBe(256);
    expect(() => context.set({ reason: '   ' })).toThrowError(RangeError);
    expect(() => context.set({ reason: 'r'.repeat(257) })).toThrowError(RangeError);
    expect(() => context.set({ reason: 'r', ticket: 't'.repeat(129) })).toThrowError(RangeError);
  });

  it('lasts 30 minutes, also through the sleep of the laptop', () => {
    context.set({ reason: 'Key rotation' });
    fakeClock().advance(30 * 60 - 1);
    expect(context.current()).toBeDefined();
    fakeClock().advance(8 * 3600);
    expect(context.current()).toBeUndefined();
    expect(context.expiresAt()).toBeUndefined();
  });

  it('is cleared on request', () => {
    context.set({ reason: 'Key rotation' });
    context.clear();
    expect(context.current()).toBeUndefined();
  });

  it('is not taken along into another tenant', async () => {
    context.set({ reason: 'Key rotation' });
    TestBed.inject(SelectedTenant).select('globex');
    await settled();
    expect(context.current()).toBeUndefined();
  });
});
