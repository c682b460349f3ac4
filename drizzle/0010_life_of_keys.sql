CREATE TABLE "key_networks" (
	"org_id" uuid NOT NULL,
	"key_id" uuid NOT NULL,
	"network" text NOT NULL,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "key_networks_org_id_key_id_network_pk" PRIMARY KEY("org_id","key_id","network")
);
--> statement-breakpoint
CREATE TABLE "hygiene_days" (
	"org_id" uuid NOT NULL,
	"day" date NOT NULL,
	"keys" integer NOT NULL,
	"clean" integer NOT NULL,
	"findings" jsonb NOT NULL,
	CONSTRAINT "hygiene_days_org_id_day_pk" PRIMARY KEY("org_id","day")
);
--> statement-breakpoint
CREATE TABLE "key_policies" (
	"org_id" uuid NOT NULL,
	"application_id" uuid NOT NULL,
	"rules" jsonb NOT NULL,
	"enforced_from" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_by" text NOT NULL,
	CONSTRAINT "key_policies_org_id_application_id_pk" PRIMARY KEY("org_id","application_id")
);
--> statement-breakpoint
CREATE TABLE "policy_exceptions" (
	"org_id" uuid NOT NULL,
	"key_id" uuid NOT NULL,
	"rule" text NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	"reason" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "policy_exceptions_org_id_key_id_rule_pk" PRIMARY KEY("org_id","key_id","rule")
);
--> statement-breakpoint
CREATE TABLE "policy_reminders" (
	"org_id" uuid NOT NULL,
	"key_id" uuid NOT NULL,
	"rule" text NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"days_left" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "policy_reminders_org_id_key_id_rule_due_at_days_left_pk" PRIMARY KEY("org_id","key_id","rule","due_at","days_left")
);
--> statement-breakpoint
ALTER TABLE "access_requests" ADD COLUMN "kind" text DEFAULT 'grants' NOT NULL;--> statement-breakpoint
ALTER TABLE "access_requests" ADD COLUMN "key_id" uuid;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "status_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "status_by" text;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "status_note" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "allowed_networks" text[];--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "allowed_origins" text[];--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "tags" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "replaces_id" uuid;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "replaced_by_id" uuid;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "retires_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "overlap_seconds" integer;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "last_used_gate" text;--> statement-breakpoint
ALTER TABLE "key_networks" ADD CONSTRAINT "key_networks_org_id_key_id_keys_org_id_id_fk" FOREIGN KEY ("org_id","key_id") REFERENCES "public"."keys"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hygiene_days" ADD CONSTRAINT "hygiene_days_org_id_organizations_org_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("org_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_policies" ADD CONSTRAINT "key_policies_org_id_organizations_org_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("org_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policy_exceptions" ADD CONSTRAINT "policy_exceptions_org_id_key_id_keys_org_id_id_fk" FOREIGN KEY ("org_id","key_id") REFERENCES "public"."keys"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policy_reminders" ADD CONSTRAINT "policy_reminders_org_id_key_id_keys_org_id_id_fk" FOREIGN KEY ("org_id","key_id") REFERENCES "public"."keys"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "key_networks_seen" ON "key_networks" USING btree ("org_id","last_seen_at");--> statement-breakpoint
CREATE INDEX "policy_exceptions_until" ON "policy_exceptions" USING btree ("org_id","until");--> statement-breakpoint
CREATE INDEX "policy_reminders_created" ON "policy_reminders" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "keys_rotating" ON "keys" USING btree ("org_id","retires_at") WHERE replaced_by_id is not null and revoked_at is null;