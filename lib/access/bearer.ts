/** The credential of `Authorization: Bearer …` (RFC 6750 §2.1), or null. */
export function bearer(authorization: string | null | undefined): string | null {
  return /^Bearer +([A-Za-z0-9\-._~+/]{1,8192}=*) *$/i.exec(authorization ?? "")?.[1] ?? null;
}
