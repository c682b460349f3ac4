const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? "" : "s"}`;

/** "2 permissions, 1 network", "All permissions, from anywhere". */
export function restrictionWords({
  permissions,
  networks,
  origins,
}: {
  permissions: readonly string[] | null;
  networks: number;
  origins: number;
}): string {
  return [
    permissions === null ? "All permissions" : counted(permissions.length, "permission"),
    networks === 0 ? "from anywhere" : counted(networks, "network"),
    origins > 0 && counted(origins, "origin"),
  ]
    .filter((part) => part !== false)
    .join(", ");
}
