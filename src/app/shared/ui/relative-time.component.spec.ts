import { TestBed } from '@angular/core/testing';
import { fakeClock, provideConsoleTesting } from '../../testing/console-testing.ts';
import { DisplayZone } from '../util/display-zone.ts';
import { RelativeTimeComponent } from './relative-time.component.ts';

describe('RelativeTimeComponent', () => {
  it('moves with the clock and tells the exact time with its zone', async () => {
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    const fixture = TestBed.createComponent(RelativeTimeComponent);
    fixture.componentRef.setInput('at', '2026-11-22T09:58:00.000Z');
    await fixture.whenStable();
    const time = (fixture.nativeElement as HTMLElement).querySelector('time')!;
    expect(time.textContent).toBe('2 min ago');
    expect(time.dateTime).toBe('2026-11-22T09:58:00.000Z');
    expect(time.getAttribute('aria-label')).toBe('2 min ago, 2026-11-22 09:58:00 UTC');

    fakeClock().advance(180);
    TestBed.inject(DisplayZone).use('local');
    await fixture.whenStable();
    expect(time.textContent).toBe('5 min ago');
  });
});
