/** Names the tenant in the URL, where no header can be sent: event streams and `<a download>`. */
export function withTenant(url: string, tenant: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}tenant=${encodeURIComponent(tenant)}`;
}
