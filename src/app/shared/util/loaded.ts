import { computed, effect, linkedSignal, type Resource, type Signal } from '@angular/core';
import { type PageError, toPageError } from './page-error.ts';

/** What a page or a panel shows of something it reads. `denied`: the person may not read it in this tenant. */
export type View = 'loading' | 'error' | 'denied' | 'empty' | 'ready';

/** Something read from a server, as a template uses it. */
export interface Loaded<T> {
  readonly view: Signal<View>;
  /** The last good value, kept while a newer one is read and when that fails. */
  readonly value: Signal<T | undefined>;
  /** Why the newest read failed. With `value` still there the page shows both: old data greyed, not gone. */
  readonly error: Signal<PageError | undefined>;
  /** True while `value` is older than the newest attempt to read it. */
  readonly outdated: Signal<boolean>;
  readonly reloading: Signal<boolean>;
  reload(): void;
}

interface ReloadableResource<T> extends Resource<T> {
  reload(): boolean;
}

interface Kept<T> {
  readonly owner: string | undefined;
  readonly value: T | undefined;
}

export interface LoadedOptions<T> {
  readonly isEmpty?: (value: T) => boolean;
  /**
   * What the value belongs to: the tenant for a list, tenant and id for one object. The kept value is dropped as soon as
   * this changes, so that nothing of one tenant or object is ever shown under the name of another.
   */
  readonly belongsTo: () => string | undefined;
}

/** Keeps the last good value of a resource, and names the state of the page. Needs an injection context. */
export function loaded<T>(
  resource: ReloadableResource<T | undefined>,
  { isEmpty, belongsTo }: LoadedOptions<T>,
): Loaded<T> {
  const kept = linkedSignal<Kept<T>, Kept<T>>({
    source: () => ({ owner: belongsTo(), value: resource.hasValue() ? resource.value() : undefined }),
    computation: (latest, previous) =>
      latest.value === undefined && previous !== undefined && previous.value.owner === latest.owner
        ? previous.value
        : latest,
  });
  // Signals are lazy: without this a value that nobody has looked at yet would not be there when the next read fails.
  effect(() => void kept());
  const value = computed(() => kept().value);
  const error = computed(() => {
    const cause = resource.error();
    return cause === undefined ? undefined : toPageError(cause);
  });
  const view = computed((): View => {
    const present = value();
    if (error()?.code === 'ERR_SCOPE') return 'denied';
    if (present !== undefined) return isEmpty?.(present) ? 'empty' : 'ready';
    return error() === undefined ? 'loading' : 'error';
  });
  return {
    view,
    value,
    error,
    outdated: computed(() => value() !== undefined && error() !== undefined),
    reloading: computed(() => value() !== undefined && resource.isLoading()),
    reload: () => void resource.reload(),
  };
}
