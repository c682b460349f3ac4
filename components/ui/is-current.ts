export function isCurrent(pathname: string, entry: { href: string; exact?: boolean }): boolean {
  const path = entry.href.split("?")[0] ?? entry.href;
  return pathname === path || (!entry.exact && pathname.startsWith(`${path}/`));
}
