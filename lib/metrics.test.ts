import { expect, test } from "vitest";
import { Histogram, Metrics } from "./metrics";

test("counters, gauges and histograms stand in the text format of Prometheus", () => {
  const histogram = new Histogram([0.001, 0.01]);
  for (const seconds of [0.0005, 0.001, 0.005, 2]) histogram.observe(seconds);
  const metrics = new Metrics()
    .add("counter", "seen_total", "What was seen.", () => [
      { labels: { code: "VALID" }, value: 3 },
      { labels: { code: 'a"b\\c\nd' }, value: 1 },
    ])
    .add("gauge", "lag_seconds", "How late it is.", () => Number.POSITIVE_INFINITY)
    .addHistogram("took_seconds", "How long it took.", histogram);
  expect(metrics.text()).toBe(`# HELP seen_total What was seen.
# TYPE seen_total counter
seen_total{code="VALID"} 3
seen_total{code="a\\"b\\\\c\\nd"} 1
# HELP lag_seconds How late it is.
# TYPE lag_seconds gauge
lag_seconds +Inf
# HELP took_seconds How long it took.
# TYPE took_seconds histogram
took_seconds_bucket{le="0.001"} 2
took_seconds_bucket{le="0.01"} 3
took_seconds_bucket{le="+Inf"} 4
took_seconds_sum 2.0065
took_seconds_count 4
`);
});
