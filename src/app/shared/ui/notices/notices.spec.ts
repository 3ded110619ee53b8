import { HttpErrorResponse } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { MatSnackBar } from '@angular/material/snack-bar';
import { provideConsoleTesting, settled } from '../../../testing/console-testing.ts';
import { errorEnvelope } from '../../../testing/session-fixtures.ts';
import { toPageError } from '../../util/page-error.ts';
import { Notices } from './notices.ts';

describe('Notices', () => {
  beforeEach(() => TestBed.configureTestingModule({ providers: provideConsoleTesting() }));
  afterEach(() => TestBed.inject(MatSnackBar).dismiss());

  const shown = (): HTMLElement => document.querySelector('app-notice')!;

  it('tells of a success', async () => {
    TestBed.inject(Notices).succeeded('Run run-20261122-14 has started.');
    await settled();
    expect(shown().textContent).toContain('Run run-20261122-14 has started.');
    expect(shown().textContent).not.toContain('trace');
  });

  it('tells of a failure with its trace id, and stays until it is dismissed', async () => {
    const error = new HttpErrorResponse({
      status: 409,
      error: errorEnvelope('ERR_CONFLICT', 'It had already finished.'),
    });
    TestBed.inject(Notices).failed('The run could not be cancelled', toPageError(error));
    await settled();
    expect(shown().textContent).toContain('The run could not be cancelled: It had already finished.');
    expect(shown().textContent).toContain('01HZY3M8Q4T7V9W2X5Z6A7B8C9');
    shown().querySelector<HTMLButtonElement>('[aria-label="Dismiss"]')!.click();
    await settled();
    expect(document.querySelector('app-notice')).toBeNull();
  });
});
