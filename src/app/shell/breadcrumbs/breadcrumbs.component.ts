import { Component, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { type ActivatedRouteSnapshot, NavigationEnd, Router, RouterLink } from '@angular/router';
import { filter, map } from 'rxjs';
import { PageNames } from '../../shared/ui/page-names.ts';

interface Crumb {
  readonly label: string;
  readonly url: string;
}

/** Where the page stands below its tenant, made of the titles of the routes. */
@Component({
  selector: 'app-breadcrumbs',
  imports: [RouterLink],
  template: `
    <nav aria-label="Breadcrumbs">
      <ol>
        @for (crumb of crumbs(); track crumb.url) {
          <li>
            @if ($last) {
              <span aria-current="page">{{ names.of(crumb.label) }}</span>
            } @else {
              <a [routerLink]="crumb.url">{{ names.of(crumb.label) }}</a>
            }
          </li>
        }
      </ol>
    </nav>
  `,
  styleUrl: './breadcrumbs.component.scss',
})
export class BreadcrumbsComponent {
  readonly #router = inject(Router);

  protected readonly names = inject(PageNames);

  protected readonly crumbs = toSignal(
    this.#router.events.pipe(
      filter((event) => event instanceof NavigationEnd),
      map(() => crumbsOf(this.#router.routerState.snapshot.root)),
    ),
    { initialValue: crumbsOf(this.#router.routerState.snapshot.root) },
  );
}

/** One crumb a route that has a title of its own, with the URL up to it. */
function crumbsOf(root: ActivatedRouteSnapshot): readonly Crumb[] {
  const crumbs: Crumb[] = [];
  let url = '';
  for (let route: ActivatedRouteSnapshot | null = root; route !== null; route = route.firstChild) {
    url += route.url.map(({ path }) => `/${encodeURIComponent(path)}`).join('');
    if (route.routeConfig?.title !== undefined && route.title !== undefined) crumbs.push({ label: route.title, url });
  }
  return crumbs;
}
