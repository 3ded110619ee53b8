import { HttpContext, httpResource, type HttpResourceRequest } from '@angular/common/http';
import { computed, effect, inject, untracked } from '@angular/core';
import { EventStreams } from '../shared/util/event-stream/event-streams.ts';
import { type Loaded, loaded } from '../shared/util/loaded.ts';
import { TENANT } from './request-context.ts';
import { SelectedTenant } from './selected-tenant.ts';

export interface TenantResourceOptions<T> {
  readonly isEmpty?: (value: T) => boolean;
  /** The object that the value belongs to, where it is one of many: its id. */
  readonly id?: () => string;
}

/**
 * A read in the selected tenant. It runs again when `request` or the tenant changes, is pinned to the tenant it was made
 * for, and its value is forgotten at a switch. What could not be read for want of a server is read again as soon as the
 * events come in again. The clients of the areas are made of these:
 *
 *     readonly list = (query: () => RunsQuery) =>
 *       tenantResource<Page<Run>>(() => ({url: '/api/export/runs', params: query()}), {isEmpty: ({total}) => total === 0});
 *
 * Needs an injection context.
 */
export function tenantResource<T>(
  request: () => HttpResourceRequest | undefined,
  { isEmpty, id }: TenantResourceOptions<T> = {},
): Loaded<T> {
  const tenant = inject(SelectedTenant).id;
  const resource = httpResource<T>(() => {
    const [selected, wanted] = [tenant(), request()];
    if (selected === undefined || wanted === undefined) return undefined;
    return { ...wanted, context: (wanted.context ?? new HttpContext()).set(TENANT, selected) };
  });
  const read = loaded<T>(resource, {
    ...(isEmpty && { isEmpty }),
    belongsTo: () => (id === undefined ? tenant() : `${tenant() ?? ''}/${id()}`),
  });
  const streams = inject(EventStreams);
  const isLive = computed(() => streams.state()?.kind === 'live');
  effect(() => {
    if (isLive()) untracked(() => read.error()?.retryable === true && read.reload());
  });
  return read;
}
