import { Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideIcons } from '../icons.ts';
import { statusOfHold } from './hold-status.ts';
import { statusOfRun } from './run-status.ts';
import { type Status, statusRoles } from './status.ts';
import { StatusChipComponent } from './status-chip.component.ts';
import { statusOfVerdict } from './verdict-status.ts';

@Component({
  selector: 'app-spec-host',
  imports: [StatusChipComponent],
  template: '<app-status-chip [status]="status()" />',
})
class HostComponent {
  readonly status = signal<Status>({ role: 'success', word: 'Succeeded' });
}

/** Relative luminance of an `rgb(…)` colour (WCAG 2.2). */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).slice(0, 3).map((channel) => {
    const value = Number(channel) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe('StatusChipComponent', () => {
  beforeEach(() => TestBed.configureTestingModule({ providers: [provideIcons()] }));
  afterEach(() => document.documentElement.removeAttribute('data-theme'));

  async function chip(status: Status): Promise<HTMLElement> {
    const fixture = TestBed.createComponent(HostComponent);
    fixture.componentInstance.status.set(status);
    await fixture.whenStable();
    return (fixture.nativeElement as HTMLElement).querySelector('app-status-chip')!;
  }

  for (const theme of ['light', 'dark']) {
    for (const role of statusRoles) {
      it(`is legible as ${role} in the ${theme} theme, on its tint and on the page`, async () => {
        document.documentElement.setAttribute('data-theme', theme);
        const style = getComputedStyle(await chip({ role, word: 'Word' }));
        expect(contrast(style.color, style.backgroundColor)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(style.color, getComputedStyle(document.body).backgroundColor)).toBeGreaterThanOrEqual(4.5);
      });
    }
  }

  it('shows an icon and a word for every state of runs, verdicts and holds', async () => {
    for (const status of [statusOfRun, statusOfVerdict, statusOfHold].flatMap((states): Status[] =>
      Object.values(states),
    )) {
      const element = await chip(status);
      expect(element.querySelector('svg')).withContext(status.word).not.toBeNull();
      expect(element.textContent.trim()).toBe(status.word);
    }
  });

  it('never shows what did not run as passed', () => {
    expect(statusOfVerdict['not-run'].role).not.toBe(statusOfVerdict.passed.role);
  });
});
