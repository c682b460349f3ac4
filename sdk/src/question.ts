/** What is asked beside the key. */
export type Question = {
  /** What the key has to be allowed to do on the API, all of it, such as `orders:read`. */
  permissions?: readonly string[] | undefined;
  /**
   * The request to judge. Its method and path, always both, are matched with the API's endpoints;
   * address and origin are for keys that are limited to some. Of `userAgent`, up to 512 printable
   * characters, the history of usage tells the family.
   */
  request?:
    | {
        method?: string | undefined;
        path?: string | undefined;
        ip?: string | undefined;
        origin?: string | undefined;
        userAgent?: string | undefined;
      }
    | undefined;
  /** What the request counts for in limits and quotas; 1 if left out. */
  cost?: number | undefined;
  /** Kept with the usage, to group it by. */
  tags?: readonly string[] | undefined;
  /** Has the gate judge a JWT key too, so that limits, quotas and usage are counted. */
  online?: boolean | undefined;
};

/** Only the gate knows endpoints, and only the gate counts. */
export const needsGate = ({ request, cost, tags, online }: Question): boolean =>
  online === true ||
  cost !== undefined ||
  tags !== undefined ||
  request?.method !== undefined ||
  request?.path !== undefined;
