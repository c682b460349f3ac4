/** Has no cache answer; left out where the runtime knows none and refuses to be told. */
export const uncached = (): Pick<RequestInit, "cache"> =>
  "cache" in Request.prototype ? { cache: "no-store" } : {};
