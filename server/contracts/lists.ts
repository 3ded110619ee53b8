import { z } from 'zod';

/** Query parameters that every list takes. `cursor` is opaque and bound to tenant, filter and sort. */
export const listQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().min(1).max(1024).optional(),
};

/** `{items, nextCursor, total}`: `total` counts the whole filtered list, `nextCursor` is null on the last page. */
export function listOf<Item extends z.ZodType>(
  item: Item,
): z.ZodObject<{ items: z.ZodArray<Item>; nextCursor: z.ZodNullable<z.ZodString>; total: z.ZodInt }, z.core.$strict> {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().nullable(), total: z.int() });
}

/** What a list answers, for the browser. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
  readonly total: number;
}

/** A query parameter that may stand several times (`status=failed&status=running`). */
export function several<Value extends z.ZodType>(value: Value): z.ZodOptional<z.ZodPreprocess<z.ZodArray<Value>>> {
  return z
    .preprocess((given) => (Array.isArray(given) ? (given as unknown[]) : [given]), z.array(value).max(50))
    .optional();
}
