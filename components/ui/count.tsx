import { compactNumber, exactNumber } from "./number-words";

/** A number in short, and exact on hover. */
export const Count = ({ value }: { value: number }) => (
  <data value={value} title={exactNumber(value)} className="tabular-nums">
    {compactNumber(value)}
  </data>
);
