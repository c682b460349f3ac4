CREATE TABLE "usage_events" (
	"org_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"request_id" uuid NOT NULL,
	"application_id" uuid,
	"key_id" uuid,
	"api_id" uuid,
	"environment" text,
	"outcome" text NOT NULL,
	"cost" integer NOT NULL,
	"network" text,
	"method" text,
	"path" text,
	"tags" text[],
	"latency_micros" integer NOT NULL,
	"one_of" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "usage_events_org_id_at_id_pk" PRIMARY KEY("org_id","at","id")
) PARTITION BY RANGE ("at");
--> statement-breakpoint
CREATE TABLE "usage_minutes" (
	"org_id" uuid NOT NULL,
	"minute" timestamp (0) with time zone NOT NULL,
	"application_id" uuid NOT NULL,
	"key_id" uuid NOT NULL,
	"api_id" uuid NOT NULL,
	"environment" text NOT NULL,
	"outcome" text NOT NULL,
	"count" bigint NOT NULL,
	"cost" bigint NOT NULL,
	CONSTRAINT "usage_minutes_pk" PRIMARY KEY("org_id","minute","application_id","key_id","api_id","environment","outcome")
) PARTITION BY RANGE ("minute");
--> statement-breakpoint
CREATE TABLE "usage_spools" (
	"id" uuid PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL,
	"counted_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "usage_minutes_key" ON "usage_minutes" USING btree ("org_id","key_id","minute");
--> statement-breakpoint
-- The partitions of one day (UTC), where they don't exist. Runs as the owner of the tables, whoever
-- calls it. Under row-level security without a policy nobody passes by the parent's.
CREATE FUNCTION portcullis_usage_day(day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
  parent text;
  child text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('portcullis usage partitions', 0));
  FOREACH parent IN ARRAY ARRAY['usage_events', 'usage_minutes'] LOOP
    child := parent || '_' || to_char(day, 'YYYYMMDD');
    CONTINUE WHEN to_regclass(child) IS NOT NULL;
    EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
      child, parent, to_char(day, 'YYYY-MM-DD 00:00:00+00'), to_char(day + 1, 'YYYY-MM-DD 00:00:00+00'));
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', child);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', child);
  END LOOP;
END
$$;
--> statement-breakpoint
-- Drops what is older than the days given; says how many partitions.
CREATE FUNCTION portcullis_forget_usage(minutes_before date, events_before date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
  parent text;
  child text;
  dropped integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('portcullis usage partitions', 0));
  FOR parent, child IN
    SELECT p.relname, c.relname FROM pg_inherits i
    JOIN pg_class p ON p.oid = i.inhparent JOIN pg_class c ON c.oid = i.inhrelid
    WHERE p.relnamespace = 'public'::regnamespace AND p.relname IN ('usage_events', 'usage_minutes')
      AND c.relkind = 'r' AND right(c.relname, 8) < to_char(
        CASE p.relname WHEN 'usage_minutes' THEN minutes_before ELSE events_before END, 'YYYYMMDD')
  LOOP
    EXECUTE format('ALTER TABLE %I DETACH PARTITION %I', parent, child);
    EXECUTE format('DROP TABLE %I', child);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END
$$;
