import { Clipboard } from '@angular/cdk/clipboard';
import { TestBed } from '@angular/core/testing';
import { DigestComponent } from './digest.component.ts';
import { provideIcons } from './icons.ts';

const digest = `sha256:3f2a91c4${'0'.repeat(48)}e07b19c2`;

describe('DigestComponent', () => {
  it('shows a digest shortened, and copies it whole', async () => {
    TestBed.configureTestingModule({ providers: [provideIcons()] });
    const copy = spyOn(TestBed.inject(Clipboard), 'copy').and.returnValue(true);
    const fixture = TestBed.createComponent(DigestComponent);
    fixture.componentRef.setInput('value', digest);
    fixture.componentRef.setInput('of', 'digest of the bundle');
    await fixture.whenStable();
    const page = fixture.nativeElement as HTMLElement;
    expect(page.textContent).toContain('3f2a91c4…e07b19c2');
    const button = page.querySelector('button')!;
    expect(button.getAttribute('aria-label')).toBe('Copy digest of the bundle');
    button.click();
    expect(copy).toHaveBeenCalledOnceWith(digest);
  });
});
