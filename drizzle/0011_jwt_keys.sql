CREATE TABLE "key_tokens" (
	"org_id" uuid NOT NULL,
	"key_id" uuid NOT NULL,
	"signing_key_id" uuid NOT NULL,
	"issuer" text NOT NULL,
	"audience_ids" uuid[] NOT NULL,
	"audiences" text[] NOT NULL,
	"scope" text[] NOT NULL,
	"status_list" integer NOT NULL,
	"status_index" integer NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "key_tokens_org_id_key_id_pk" PRIMARY KEY("org_id","key_id")
);
--> statement-breakpoint
CREATE TABLE "signing_keys" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"state" text NOT NULL,
	"public_jwk" jsonb NOT NULL,
	"wrapped_key" "bytea" NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"current_since" timestamp (3) with time zone,
	"retired_at" timestamp (3) with time zone,
	CONSTRAINT "signing_keys_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "status_lists" (
	"org_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"taken" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "status_lists_org_id_number_pk" PRIMARY KEY("org_id","number")
);
--> statement-breakpoint
ALTER TABLE "keys" ALTER COLUMN "shared_key" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "keys" ALTER COLUMN "hash" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "signing_rotation_days" integer DEFAULT 90;--> statement-breakpoint
ALTER TABLE "key_tokens" ADD CONSTRAINT "key_tokens_org_id_key_id_keys_org_id_id_fk" FOREIGN KEY ("org_id","key_id") REFERENCES "public"."keys"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_tokens" ADD CONSTRAINT "key_tokens_org_id_signing_key_id_signing_keys_org_id_id_fk" FOREIGN KEY ("org_id","signing_key_id") REFERENCES "public"."signing_keys"("org_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signing_keys" ADD CONSTRAINT "signing_keys_org_id_organizations_org_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("org_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_lists" ADD CONSTRAINT "status_lists_org_id_organizations_org_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("org_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "key_tokens_status" ON "key_tokens" USING btree ("org_id","status_list","status_index");--> statement-breakpoint
CREATE INDEX "key_tokens_expires" ON "key_tokens" USING btree ("org_id","expires_at");--> statement-breakpoint
CREATE INDEX "key_tokens_signer" ON "key_tokens" USING btree ("org_id","signing_key_id","expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "signing_keys_current" ON "signing_keys" USING btree ("org_id") WHERE state = 'current';--> statement-breakpoint
CREATE UNIQUE INDEX "signing_keys_next" ON "signing_keys" USING btree ("org_id") WHERE state = 'next';