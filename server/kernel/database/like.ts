/** The pattern of `like` and `ilike` for texts that contain `text` as it is. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
