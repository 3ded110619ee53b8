import { computed, Directive, ElementRef, forwardRef, inject, output } from '@angular/core';
import { DataTableComponent } from './data-table.component.ts';

const ownControls = 'a, button, input, select, textarea, [role="button"], [role="menuitem"]';

/** A row that opens by Enter or click; links and buttons inside keep their own meaning. */
@Directive({
  selector: 'tr[appDataRow]',
  host: {
    '[tabindex]': 'tabIndex()',
    '(click)': 'open($event)',
    '(keydown.enter)': 'open($event)',
  },
})
export class DataRowDirective {
  readonly opened = output();

  readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  readonly #table = inject<DataTableComponent>(forwardRef(() => DataTableComponent));

  protected readonly tabIndex = computed(() => (this.#table.tabStop() === this ? 0 : -1));

  protected open(event: Event): void {
    const control = (event.target as HTMLElement).closest(ownControls);
    if (control !== null && this.element.contains(control)) return;
    // Who drags over a row to copy its text does not open it.
    const marksText = this.element.ownerDocument.getSelection()?.isCollapsed === false;
    if (event.type === 'click' && marksText) return;
    this.opened.emit();
  }
}
