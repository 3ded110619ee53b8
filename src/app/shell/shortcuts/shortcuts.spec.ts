import { TestBed } from '@angular/core/testing';
import { Shortcuts } from './shortcuts.ts';

describe('Shortcuts', () => {
  let shortcuts: Shortcuts;
  let ran: string[];

  beforeEach(() => {
    localStorage.removeItem('stella.shortcuts');
    shortcuts = TestBed.inject(Shortcuts);
    ran = [];
    shortcuts.bind(['g r', 't', '?'].map((keys) => ({ keys, label: keys, run: () => ran.push(keys) })));
  });

  afterEach(() => localStorage.removeItem('stella.shortcuts'));

  function press(key: string, init: KeyboardEventInit & { at?: number; target?: Element } = {}): KeyboardEvent {
    const event = new KeyboardEvent('keydown', { key, cancelable: true, bubbles: true, ...init });
    if (init.at !== undefined) Object.defineProperty(event, 'timeStamp', { value: init.at });
    Object.defineProperty(event, 'target', { value: init.target ?? document.body });
    shortcuts.handle(event);
    return event;
  }

  it('runs on one key', () => {
    expect(press('t').defaultPrevented).toBeTrue();
    expect(ran).toEqual(['t']);
  });

  it('runs on two keys after each other', () => {
    press('g', { at: 1000 });
    press('r', { at: 1900 });
    expect(ran).toEqual(['g r']);
  });

  it('forgets the first key after a while', () => {
    press('g', { at: 1000 });
    press('r', { at: 2300 });
    expect(ran).toEqual([]);
  });

  it('needs no pause between two pairs', () => {
    for (const [index, key] of ['g', 'r', 'g', 'r'].entries()) press(key, { at: 1000 + index });
    expect(ran).toEqual(['g r', 'g r']);
  });

  it('leaves typing, menus and dialogs alone', () => {
    const box = document.createElement('div');
    box.innerHTML = '<input /><textarea></textarea><div role="dialog"><button></button></div><p contenteditable></p>';
    for (const target of box.querySelectorAll('input, textarea, button, p')) press('t', { target });
    expect(ran).toEqual([]);
  });

  it('leaves the browser its own combinations', () => {
    press('t', { ctrlKey: true });
    press('t', { metaKey: true });
    press('t', { altKey: true });
    expect(ran).toEqual([]);
  });

  it('can be switched off, for people whose speech input presses keys', () => {
    shortcuts.enable(false);
    press('t');
    expect(ran).toEqual([]);
    expect(localStorage.getItem('stella.shortcuts')).toBe('off');
    shortcuts.enable(true);
    press('t');
    expect(ran).toEqual(['t']);
  });
});
