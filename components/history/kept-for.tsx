import Link from "next/link";

/** How long requests are kept, and for whom may change it whether that is to be longer. */
export type Oldest = { days: number; mayEdit: boolean };

export const KeptFor = ({ slug, days, mayEdit }: Oldest & { slug: string }) => (
  <>
    Requests are kept for {daysWords(days)}.{" "}
    {mayEdit && (
      <Link href={`/${slug}/settings/history`} className="underline">
        Keep them longer
      </Link>
    )}
  </>
);

export const daysWords = (days: number) => (days === 1 ? "a day" : `${days} days`);
