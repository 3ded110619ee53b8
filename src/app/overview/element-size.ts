import { afterNextRender, DestroyRef, type ElementRef, inject, signal, type Signal } from '@angular/core';

/** Width and height in CSS pixels, as ngx-charts takes them. */
export type Size = [width: number, height: number];

/**
 * The size of an element, followed as it changes: ngx-charts itself only follows the window, not a rail that collapses.
 * Undefined until it is drawn. Needs an injection context.
 */
export function elementSize(element: ElementRef<HTMLElement>): Signal<Size | undefined> {
  const size = signal<Size | undefined>(undefined);
  const observer = new ResizeObserver(([entry]) => {
    if (entry === undefined) return;
    const { width, height } = entry.contentRect;
    if (width > 0 && height > 0) size.set([Math.floor(width), Math.floor(height)]);
  });
  inject(DestroyRef).onDestroy(() => observer.disconnect());
  afterNextRender(() => observer.observe(element.nativeElement));
  return size.asReadonly();
}
