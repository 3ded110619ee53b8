import { Component, computed, input } from '@angular/core';
import { FactsComponent } from '../shared/ui/facts.component.ts';
import { type Described, factsOf } from './profile-words.ts';

/** What a profile exports, in words. */
@Component({
  selector: 'app-profile-facts',
  imports: [FactsComponent],
  template: `
    <dl app-facts>
      @for (fact of facts(); track fact.name) {
        <dt>{{ fact.name }}</dt>
        <dd>
          @for (line of fact.lines; track $index) {
            <div>{{ line }}</div>
          } @empty {
            <span class="nothing">{{ fact.nothing }}</span>
          }
        </dd>
      }
    </dl>
  `,
  styles: `
    .nothing {
      color: var(--mat-sys-on-surface-variant);
    }
  `,
})
export class ProfileFactsComponent {
  readonly profile = input.required<Described>();

  protected readonly facts = computed(() => factsOf(this.profile()));
}
