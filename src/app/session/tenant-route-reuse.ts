import { type ActivatedRouteSnapshot, BaseRouteReuseStrategy } from '@angular/router';

/** A switch of tenant builds the pages anew, so that no component carries state of the old tenant over. */
export class TenantRouteReuseStrategy extends BaseRouteReuseStrategy {
  override shouldReuseRoute(future: ActivatedRouteSnapshot, current: ActivatedRouteSnapshot): boolean {
    return super.shouldReuseRoute(future, current) && future.paramMap.get('tenant') === current.paramMap.get('tenant');
  }
}
