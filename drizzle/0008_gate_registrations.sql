ALTER TABLE "gates" ADD COLUMN "generation" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "gates" ADD COLUMN "lapsed_at" timestamp (3) with time zone;