import { newId } from "@/lib/ids";
import { Matcher } from "@/lib/verification/matcher";

const things = 1_000;

/** 5,000 templates of usual shapes. */
export const templates: string[] = Array.from({ length: things }, (_, i) => [
  `/v1/things-${i}`,
  `/v1/things-${i}/{id}`,
  `/v1/things-${i}/{id}:check`,
  `/v1/things-${i}/{id}/parts/{partId}`,
  `/v1/things-${i}/files/{path*}`,
]).flat();

/** A path that one of them matches: one of so many, in the order of the templates. */
export const somePath = (among = things): string =>
  `/v1/things-${Math.floor(Math.random() * among)}/4711/parts/42`;

/** How many nanoseconds of a processor a hit among 5,000 endpoints takes: the median of some runs. */
export function measureMatcher(): number {
  const endpoints = templates.map((path) => ({
    id: newId("end"),
    method: "GET",
    path,
    permission: null,
  }));
  const matcher = new Matcher(endpoints);
  const asked = Array.from({ length: 100_000 }, () => somePath());
  const runs = Array.from({ length: 9 }, () => {
    const began = process.cpuUsage();
    let hits = 0;
    for (const path of asked) if (matcher.match("GET", path)) hits++;
    if (hits < asked.length) throw new Error(`${asked.length - hits} paths matched nothing`);
    const { user, system } = process.cpuUsage(began);
    return ((user + system) * 1000) / hits;
  });
  return runs.sort((a, b) => a - b)[4] ?? Number.NaN;
}
