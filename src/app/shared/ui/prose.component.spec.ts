import { TestBed } from '@angular/core/testing';
import { ProseComponent } from './prose.component.ts';

describe('ProseComponent', () => {
  async function show(text: string): Promise<HTMLElement> {
    const fixture = TestBed.createComponent(ProseComponent);
    fixture.componentRef.setInput('text', text);
    await fixture.whenStable();
    return fixture.nativeElement as HTMLElement;
  }

  it('shows what is typed as it stands as code, and no marks', async () => {
    const element = await show('No such key; `stella kms create` makes one.');
    expect(element.querySelector('code')?.textContent).toBe('stella kms create');
    expect(element.textContent.replaceAll(/\s+/g, ' ').trim()).toBe('No such key; stella kms create makes one.');
  });

  it('leaves a mark alone that nobody closed', async () => {
    const element = await show('One ` only');
    expect(element.querySelector('code')).toBeNull();
    expect(element.textContent.trim()).toBe('One ` only');
  });
});
