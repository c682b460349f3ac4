/** How many days a signing key may sign, as policy offers them. */
export const rotationDays = [30, 90, 180, 365] as const;

/**
 * How many minutes a key is published before it signs: twice as long as a key set may be kept, so
 * that whoever checks tokens knows it by then.
 */
export const publishedMinutes = 10;

/** When a key that is published since then signs at the earliest. */
export const signsFrom = (publishedAt: Date): Date =>
  new Date(publishedAt.getTime() + publishedMinutes * 60_000);
