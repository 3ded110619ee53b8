import type { z } from 'zod';

/**
 * One setting: its environment variable, how the text is checked and read, what stands without it, and a sentence for
 * the documentation. `accepts` completes "KEY must be …" in the start error.
 */
export interface Setting<Value = unknown> {
  readonly env: string;
  readonly accepts: string;
  readonly schema: z.ZodType<Value, string>;
  /** As it would be typed; null where nothing stands for it; or how it follows from other settings. */
  readonly default: string | null | DerivedDefault;
  readonly description: string;
}

/** A default that follows from other settings; `shown` is what the documentation says of it. */
export interface DerivedDefault {
  readonly shown: string;
  readonly from: (textOf: (env: string) => string) => string;
}

/** A setting that always has a value. */
export function required<Value>(setting: Setting<Value> & { default: string | DerivedDefault }): Setting<Value> {
  return setting;
}

/** A setting that may be absent. */
export function optional<Value>(setting: Omit<Setting<Value>, 'default'>): Setting<Value | undefined> {
  return { ...setting, default: null };
}
