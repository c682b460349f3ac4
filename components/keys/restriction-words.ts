const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? "" : "s"}`;

/** "2 permissions, 1 network", "All permissions, from anywhere". */
export function restrictionWords({
  permissions,
  networks,
  origins,
}: {
  permissions: readonly string[] | null;
  /** Null for a key that can have none. */
  networks: number | null;
  origins: number;
}): string {
  return [
    permissions === null ? "All permissions" : counted(permissions.length, "permission"),
    networks !== null && (networks === 0 ? "from anywhere" : counted(networks, "network")),
    origins > 0 && counted(origins, "origin"),
  ]
    .filter((part) => part !== false)
    .join(", ");
}
