ALTER TABLE "keys" ADD COLUMN "rate_limits" jsonb;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "quota_limit" bigint;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "quota_period" text;