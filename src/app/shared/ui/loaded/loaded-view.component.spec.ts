import { HttpErrorResponse } from '@angular/common/http';
import { Component, resource, signal } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { errorEnvelope } from '../../../testing/session-fixtures.ts';
import { loaded } from '../../util/loaded.ts';
import { provideIcons } from '../icons.ts';
import { LoadedViewComponent } from './loaded-view.component.ts';

@Component({
  selector: 'app-spec-host',
  imports: [LoadedViewComponent],
  template: `
    <app-loaded-view [of]="runs" failure="The runs could not be loaded" scope="export:read" tenant="acme">
      <p empty>Nothing yet</p>
      @if (runs.value(); as names) {
        <p class="runs">{{ names.join(' ') }}</p>
      }
    </app-loaded-view>
  `,
})
class HostComponent {
  answer: () => Promise<string[]> = () => Promise.resolve(['run-1']);
  readonly tenant = signal('acme');
  readonly runs = loaded<string[]>(resource({ params: this.tenant, loader: () => this.answer() }), {
    isEmpty: (names) => names.length === 0,
    belongsTo: this.tenant,
  });
}

const refused = (code: 'ERR_SCOPE' | 'ERR_UPSTREAM', status: number): Promise<never> =>
  Promise.reject(new Error(code, { cause: new HttpErrorResponse({ status, error: errorEnvelope(code, 'Said so.') }) }));

describe('LoadedViewComponent', () => {
  let fixture: ComponentFixture<HostComponent>;

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: [provideIcons()] });
    fixture = TestBed.createComponent(HostComponent);
  });

  const page = (): HTMLElement => fixture.nativeElement as HTMLElement;

  async function answer(answer: () => Promise<string[]>): Promise<void> {
    fixture.componentInstance.answer = answer;
    await fixture.whenStable();
  }

  it('shows a skeleton while it loads', () => {
    fixture.componentInstance.answer = () => new Promise(() => undefined);
    fixture.detectChanges();
    expect(page().querySelector('[aria-busy="true"] app-skeleton')).not.toBeNull();
  });

  it('shows what was read', async () => {
    await answer(() => Promise.resolve(['run-1', 'run-2']));
    expect(page().querySelector('.runs')?.textContent).toBe('run-1 run-2');
  });

  it('says why there is nothing', async () => {
    await answer(() => Promise.resolve([]));
    expect(page().textContent).toContain('Nothing yet');
  });

  it('names the missing right and who has it', async () => {
    await answer(() => refused('ERR_SCOPE', 403));
    expect(page().textContent).toContain('export:read');
    expect(page().textContent).toContain('Viewer, Operator');
  });

  it('shows an error with code and trace id, and loads again on request', async () => {
    await answer(() => refused('ERR_UPSTREAM', 502));
    expect(page().querySelector('[role="alert"]')?.textContent).toContain('The runs could not be loaded');
    expect(page().textContent).toContain('ERR_UPSTREAM');
    expect(page().textContent).toContain('01HZY3M8Q4T7V9W2X5Z6A7B8C9');

    fixture.componentInstance.answer = () => Promise.resolve(['run-1']);
    [...page().querySelectorAll('button')].find((button) => button.textContent.includes('Try again'))!.click();
    await fixture.whenStable();
    expect(page().querySelector('.runs')?.textContent).toBe('run-1');
    expect(page().querySelector('[role="alert"]')).toBeNull();
  });

  it('greys old data and says why it could not be renewed', async () => {
    await answer(() => Promise.resolve(['run-1']));
    fixture.componentInstance.answer = () => refused('ERR_UPSTREAM', 502);
    fixture.componentInstance.runs.reload();
    await fixture.whenStable();
    expect(page().querySelector('.outdated .runs')?.textContent).toBe('run-1');
    expect(page().textContent).toContain('The runs could not be loaded');
  });

  it('never shows data of one tenant in another', async () => {
    await answer(() => Promise.resolve(['run-of-acme']));
    fixture.componentInstance.answer = () => new Promise(() => undefined);
    fixture.componentInstance.tenant.set('globex');
    fixture.detectChanges();
    expect(page().textContent).not.toContain('run-of-acme');
  });
});
