import { Component, signal } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { DataRowDirective } from './data-row.directive.ts';
import { DataTableComponent } from './data-table.component.ts';

@Component({
  selector: 'app-spec-host',
  imports: [DataRowDirective, DataTableComponent],
  template: `
    <app-data-table>
      <table>
        <tbody>
          @for (run of runs(); track run) {
            <tr appDataRow (opened)="opened.set(run)">
              <td>{{ run }} <button type="button">Cancel</button></td>
            </tr>
          }
        </tbody>
      </table>
    </app-data-table>
  `,
})
class HostComponent {
  readonly runs = signal(['run-1', 'run-2', 'run-3']);
  readonly opened = signal('');
}

describe('DataTableComponent', () => {
  let fixture: ComponentFixture<HostComponent>;

  beforeEach(async () => {
    fixture = TestBed.createComponent(HostComponent);
    document.body.append(fixture.nativeElement as HTMLElement);
    await fixture.whenStable();
  });

  const rows = (): HTMLElement[] => [...(fixture.nativeElement as HTMLElement).querySelectorAll('tr')];
  const tabStops = (): number[] => rows().map((row) => row.tabIndex);

  async function press(key: string, target: Element = document.activeElement!): Promise<void> {
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    await fixture.whenStable();
  }

  it('is one tab stop, at the first row', () => expect(tabStops()).toEqual([0, -1, -1]));

  it('moves with arrows, Home and End, and stops at both ends', async () => {
    rows()[0]!.focus();
    await press('ArrowDown');
    expect(document.activeElement).toBe(rows()[1]!);
    expect(tabStops()).toEqual([-1, 0, -1]);
    await press('End');
    await press('ArrowDown');
    expect(document.activeElement).toBe(rows()[2]!);
    await press('Home');
    await press('ArrowUp');
    expect(document.activeElement).toBe(rows()[0]!);
  });

  it('opens a row by Enter and by click', async () => {
    rows()[1]!.focus();
    await press('Enter');
    expect(fixture.componentInstance.opened()).toBe('run-2');
    rows()[2]!.click();
    expect(fixture.componentInstance.opened()).toBe('run-3');
  });

  it('leaves the buttons inside a row their own meaning', async () => {
    const button = rows()[0]!.querySelector('button')!;
    button.click();
    await press('Enter', button);
    await press('ArrowDown', button);
    expect(fixture.componentInstance.opened()).toBe('');
  });

  it('keeps a tab stop when rows vanish', async () => {
    rows()[2]!.focus();
    fixture.componentInstance.runs.set(['run-1']);
    await fixture.whenStable();
    expect(tabStops()).toEqual([0]);
  });
});
