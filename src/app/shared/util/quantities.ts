const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const pluralRules = new Intl.PluralRules('en');
const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** "1,749". */
export function formatCount(count: number): string {
  return whole.format(count);
}

/**
 * The form that fits the count, with `#` replaced by it: `plural(3, {one: '# run', other: '# runs'})`.
 * Whole sentences go in, so that a translation can order its own words.
 */
export function plural(count: number, forms: { readonly one: string; readonly other: string }): string {
  const form = pluralRules.select(count) === 'one' ? forms.one : forms.other;
  return form.replaceAll('#', formatCount(count));
}

/** "812 B", "1.4 MiB": binary units, one digit after the point. */
export function formatBytes(bytes: number): string {
  const step = bytes < 1024 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), byteUnits.length - 1);
  const unit = byteUnits[step] ?? 'B';
  return step === 0 ? `${whole.format(bytes)} ${unit}` : `${oneDigit.format(bytes / 1024 ** step)} ${unit}`;
}

/** "< 0.1 s", "0.4 s", "42 s", "3 min 07 s", "2 h 05 min", "1 d 4 h". */
export function formatDuration(seconds: number): string {
  if (seconds < 0.05) return '< 0.1 s';
  if (seconds < 9.95) return `${oneDigit.format(seconds)} s`;
  const total = Math.round(seconds);
  if (total < 60) return `${total} s`;
  if (total < 3600) return `${Math.floor(total / 60)} min ${twoDigits(total % 60)} s`;
  if (total < 86_400) return `${Math.floor(total / 3600)} h ${twoDigits(Math.floor((total % 3600) / 60))} min`;
  return `${Math.floor(total / 86_400)} d ${Math.floor((total % 86_400) / 3600)} h`;
}

/** "1:45", for what counts down. */
export function formatCountdown(seconds: number): string {
  const left = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(left / 60)}:${twoDigits(left % 60)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
