-- The indexes take long where there is much history. Until they are made only its table is locked, which
-- gates write to from spools that can wait; what verdicts are read of is locked last.
ALTER TABLE "usage_events" ADD COLUMN "user_agent" text;
--> statement-breakpoint
ALTER TABLE "usage_events" ADD COLUMN "gate" text;
--> statement-breakpoint
CREATE INDEX "usage_events_key" ON "usage_events" USING btree ("org_id","key_id","at");
--> statement-breakpoint
CREATE INDEX "usage_events_application" ON "usage_events" USING btree ("org_id","application_id","at");
--> statement-breakpoint
CREATE TABLE "alert_rules" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"application_id" uuid NOT NULL,
	"metric" text NOT NULL,
	"direction" text NOT NULL,
	"threshold" double precision NOT NULL,
	"window_minutes" integer NOT NULL,
	"state" text DEFAULT 'calm' NOT NULL,
	"state_since" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_value" double precision,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"created_by" text,
	CONSTRAINT "alert_rules_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "quota_notices" (
	"org_id" uuid NOT NULL,
	"key_id" uuid NOT NULL,
	"period_start" timestamp (3) with time zone NOT NULL,
	"percent" integer NOT NULL,
	"told_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "quota_notices_org_id_key_id_period_start_percent_pk" PRIMARY KEY("org_id","key_id","period_start","percent")
);
--> statement-breakpoint
CREATE TABLE "usage_days" (
	"org_id" uuid NOT NULL,
	"day" timestamp (0) with time zone NOT NULL,
	"key_id" uuid NOT NULL,
	"application_id" uuid NOT NULL,
	"api_id" uuid NOT NULL,
	"endpoint_id" uuid DEFAULT '00000000-0000-0000-0000-000000000000' NOT NULL,
	"environment" text NOT NULL,
	"outcome" text NOT NULL,
	"count" bigint NOT NULL,
	"cost" bigint NOT NULL,
	"latencies" bigint[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "usage_days_pk" PRIMARY KEY("org_id","day","application_id","key_id","api_id","endpoint_id","environment","outcome")
) PARTITION BY RANGE ("day");
--> statement-breakpoint
CREATE TABLE "usage_folds" (
	"grain" text NOT NULL,
	"start" timestamp (0) with time zone NOT NULL,
	CONSTRAINT "usage_folds_grain_start_pk" PRIMARY KEY("grain","start")
);
--> statement-breakpoint
CREATE TABLE "usage_hours" (
	"org_id" uuid NOT NULL,
	"hour" timestamp (0) with time zone NOT NULL,
	"key_id" uuid NOT NULL,
	"application_id" uuid NOT NULL,
	"api_id" uuid NOT NULL,
	"endpoint_id" uuid DEFAULT '00000000-0000-0000-0000-000000000000' NOT NULL,
	"environment" text NOT NULL,
	"outcome" text NOT NULL,
	"count" bigint NOT NULL,
	"cost" bigint NOT NULL,
	"latencies" bigint[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "usage_hours_pk" PRIMARY KEY("org_id","hour","application_id","key_id","api_id","endpoint_id","environment","outcome")
) PARTITION BY RANGE ("hour");
--> statement-breakpoint
CREATE TABLE "usage_total_days" (
	"org_id" uuid NOT NULL,
	"level" text NOT NULL,
	"day" timestamp (0) with time zone NOT NULL,
	"application_id" uuid NOT NULL,
	"api_id" uuid NOT NULL,
	"endpoint_id" uuid DEFAULT '00000000-0000-0000-0000-000000000000' NOT NULL,
	"environment" text NOT NULL,
	"outcome" text NOT NULL,
	"count" bigint NOT NULL,
	"cost" bigint NOT NULL,
	"latencies" bigint[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "usage_total_days_pk" PRIMARY KEY("org_id","level","day","application_id","api_id","endpoint_id","environment","outcome")
) PARTITION BY RANGE ("day");
--> statement-breakpoint
CREATE TABLE "usage_total_hours" (
	"org_id" uuid NOT NULL,
	"level" text NOT NULL,
	"hour" timestamp (0) with time zone NOT NULL,
	"application_id" uuid NOT NULL,
	"api_id" uuid NOT NULL,
	"endpoint_id" uuid DEFAULT '00000000-0000-0000-0000-000000000000' NOT NULL,
	"environment" text NOT NULL,
	"outcome" text NOT NULL,
	"count" bigint NOT NULL,
	"cost" bigint NOT NULL,
	"latencies" bigint[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "usage_total_hours_pk" PRIMARY KEY("org_id","level","hour","application_id","api_id","endpoint_id","environment","outcome")
) PARTITION BY RANGE ("hour");
--> statement-breakpoint
CREATE TABLE "usage_total_minutes" (
	"org_id" uuid NOT NULL,
	"level" text NOT NULL,
	"minute" timestamp (0) with time zone NOT NULL,
	"application_id" uuid NOT NULL,
	"api_id" uuid NOT NULL,
	"endpoint_id" uuid DEFAULT '00000000-0000-0000-0000-000000000000' NOT NULL,
	"environment" text NOT NULL,
	"outcome" text NOT NULL,
	"count" bigint NOT NULL,
	"cost" bigint NOT NULL,
	"latencies" bigint[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "usage_total_minutes_pk" PRIMARY KEY("org_id","level","minute","application_id","api_id","endpoint_id","environment","outcome")
) PARTITION BY RANGE ("minute");
--> statement-breakpoint
CREATE INDEX "alert_rules_application" ON "alert_rules" USING btree ("org_id","application_id");
--> statement-breakpoint
-- What latencies of several rows are together: numbers of `verdicts * 64 + bucket`, one per bucket.
CREATE FUNCTION portcullis_merge_latencies(bigint[]) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(s.verdicts * 64 + s.bucket ORDER BY s.bucket), '{}') FROM (
    SELECT v & 63 AS bucket, sum(v >> 6)::bigint AS verdicts FROM unnest($1) AS v GROUP BY v & 63
  ) s
$$;
--> statement-breakpoint
CREATE AGGREGATE portcullis_latencies(bigint[]) (
  sfunc = array_cat, stype = bigint[], initcond = '{}', finalfunc = portcullis_merge_latencies
);
--> statement-breakpoint
-- The partitions of one day (UTC) and of its month, where they don't exist. Runs as the owner of the
-- tables, whoever calls it. Under row-level security without a policy nobody passes by the parent's.
CREATE OR REPLACE FUNCTION portcullis_usage_day(day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
  parent text;
  child text;
  since date;
  till date;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('portcullis usage partitions', 0));
  FOREACH parent IN ARRAY ARRAY['usage_events', 'usage_minutes', 'usage_hours', 'usage_days',
      'usage_total_minutes', 'usage_total_hours', 'usage_total_days'] LOOP
    IF parent IN ('usage_days', 'usage_total_days') THEN
      since := date_trunc('month', day)::date;
      till := (since + interval '1 month')::date;
    ELSE
      since := day;
      till := day + 1;
    END IF;
    child := parent || '_' || to_char(since, 'YYYYMMDD');
    CONTINUE WHEN to_regclass(child) IS NOT NULL;
    EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
      child, parent, to_char(since, 'YYYY-MM-DD 00:00:00+00'), to_char(till, 'YYYY-MM-DD 00:00:00+00'));
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', child);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', child);
  END LOOP;
END
$$;
--> statement-breakpoint
DROP FUNCTION portcullis_forget_usage(date, date);
--> statement-breakpoint
-- Drops the partitions of a table that end before the day given; says how many. The days are read of
-- names of its own partitions only: of others' names there is none to read.
CREATE FUNCTION portcullis_forget_usage(parent text, before date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
  child text;
  dropped integer := 0;
BEGIN
  IF parent NOT IN ('usage_events', 'usage_minutes', 'usage_hours', 'usage_days',
      'usage_total_minutes', 'usage_total_hours', 'usage_total_days') THEN
    RAISE EXCEPTION 'not a table of usage: %', parent;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('portcullis usage partitions', 0));
  FOR child IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = format('public.%I', parent)::regclass AND c.relkind = 'r'
    ORDER BY c.relname
  LOOP
    CONTINUE WHEN to_date(right(child, 8), 'YYYYMMDD')
      + CASE WHEN parent IN ('usage_days', 'usage_total_days') THEN interval '1 month'
          ELSE interval '1 day' END > before;
    EXECUTE format('ALTER TABLE %I DETACH PARTITION %I', parent, child);
    EXECUTE format('DROP TABLE %I', child);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END
$$;
--> statement-breakpoint
-- Whoever counts verdicts of these hours says so first, in the same transaction: what was made of
-- them is no longer whole, and is not made anew before that transaction has ended.
CREATE FUNCTION portcullis_open_usage(hours timestamptz[]) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  one timestamptz;
  days timestamptz[];
BEGIN
  SELECT array_agg(DISTINCT date_trunc('day', h, 'UTC') ORDER BY date_trunc('day', h, 'UTC'))
    INTO days FROM unnest(hours) AS h;
  FOREACH one IN ARRAY coalesce(days, '{}') LOOP
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('portcullis usage day', extract(epoch FROM one)::bigint));
  END LOOP;
  FOR one IN SELECT DISTINCT h FROM unnest(hours) AS h ORDER BY h LOOP
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('portcullis usage hour', extract(epoch FROM one)::bigint));
  END LOOP;
  DELETE FROM usage_folds f WHERE f.grain = 'day' AND f.start = ANY (days);
  DELETE FROM usage_folds f WHERE f.grain = 'hour' AND f.start = ANY (hours);
END
$$;
--> statement-breakpoint
-- Waits for all who count verdicts of an hour or a day (`grain`), and keeps others from it until the
-- end of the transaction.
CREATE FUNCTION portcullis_close_usage(grain text, start timestamptz) RETURNS void
LANGUAGE sql VOLATILE AS $$
  SELECT pg_advisory_xact_lock(hashtextextended('portcullis usage ' || grain, extract(epoch FROM start)::bigint))
$$;
--> statement-breakpoint
DROP INDEX "usage_minutes_key";
--> statement-breakpoint
ALTER TABLE "usage_minutes" ADD COLUMN "latencies" bigint[] DEFAULT '{}' NOT NULL;
--> statement-breakpoint
ALTER TABLE "usage_spools" ADD COLUMN "history_sequence" bigint DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "alert_rules" ADD CONSTRAINT "alert_rules_org_id_application_id_applications_org_id_id_fk" FOREIGN KEY ("org_id","application_id") REFERENCES "public"."applications"("org_id","id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "quota_notices" ADD CONSTRAINT "quota_notices_org_id_key_id_keys_org_id_id_fk" FOREIGN KEY ("org_id","key_id") REFERENCES "public"."keys"("org_id","id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "history_days" integer DEFAULT 30 NOT NULL;
--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "history_networks" text DEFAULT 'full' NOT NULL;
