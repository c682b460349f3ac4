CREATE TABLE "maintainers" (
	"org_id" uuid NOT NULL,
	"application_id" uuid NOT NULL,
	"member_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "maintainers_org_id_application_id_member_id_pk" PRIMARY KEY("org_id","application_id","member_id")
);
--> statement-breakpoint
CREATE TABLE "access_request_items" (
	"org_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"api_id" uuid NOT NULL,
	"permission_id" uuid,
	"endpoint_id" uuid,
	CONSTRAINT "access_request_items_org_id_request_id_id_pk" PRIMARY KEY("org_id","request_id","id"),
	CONSTRAINT "access_request_items_one" CHECK (num_nonnulls(permission_id, endpoint_id) = 1)
);
--> statement-breakpoint
CREATE TABLE "access_requests" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"application_id" uuid NOT NULL,
	"environments" text[] NOT NULL,
	"reason" text NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"created_by" uuid NOT NULL,
	"decided_at" timestamp (3) with time zone,
	"decided_by" uuid,
	"answer" text DEFAULT '' NOT NULL,
	CONSTRAINT "access_requests_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "invitation_lookup" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"invitation_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "invitations" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"email" text NOT NULL,
	"email_key" text NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"withdrawn_at" timestamp (3) with time zone,
	"accepted_at" timestamp (3) with time zone,
	"member_id" uuid,
	CONSTRAINT "invitations_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "notifications" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"member_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"facts" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"read_at" timestamp (3) with time zone,
	CONSTRAINT "notifications_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "role_ceilings" (
	"org_id" uuid NOT NULL,
	"role" text NOT NULL,
	"environment" text NOT NULL,
	"ceiling" text NOT NULL,
	CONSTRAINT "role_ceilings_org_id_role_environment_pk" PRIMARY KEY("org_id","role","environment")
);
--> statement-breakpoint
ALTER TABLE "apis" ADD COLUMN "owner_id" uuid;--> statement-breakpoint
ALTER TABLE "endpoints" ADD COLUMN "deprecated" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "grants" ADD COLUMN "reason" text DEFAULT '' NOT NULL;--> statement-breakpoint
-- Whoever gave the present ones was allowed to: they count as approved.
ALTER TABLE "grants" ADD COLUMN "approved_for" text[] DEFAULT '{development,staging,production}' NOT NULL;--> statement-breakpoint
ALTER TABLE "grants" ALTER COLUMN "approved_for" SET DEFAULT '{}';--> statement-breakpoint
ALTER TABLE "grants" ADD COLUMN "approved_by" text;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "last_active_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "deleted_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "usage_events" ADD COLUMN "endpoint_id" uuid;--> statement-breakpoint
ALTER TABLE "usage_minutes" ADD COLUMN "endpoint_id" uuid DEFAULT '00000000-0000-0000-0000-000000000000' NOT NULL;--> statement-breakpoint
ALTER TABLE "maintainers" ADD CONSTRAINT "maintainers_org_id_application_id_applications_org_id_id_fk" FOREIGN KEY ("org_id","application_id") REFERENCES "public"."applications"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "maintainers" ADD CONSTRAINT "maintainers_org_id_member_id_memberships_org_id_id_fk" FOREIGN KEY ("org_id","member_id") REFERENCES "public"."memberships"("org_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_request_items" ADD CONSTRAINT "access_request_items_org_id_request_id_access_requests_org_id_id_fk" FOREIGN KEY ("org_id","request_id") REFERENCES "public"."access_requests"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_request_items" ADD CONSTRAINT "access_request_items_org_id_api_id_apis_org_id_id_fk" FOREIGN KEY ("org_id","api_id") REFERENCES "public"."apis"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_request_items" ADD CONSTRAINT "access_request_items_org_id_permission_id_permissions_org_id_id_fk" FOREIGN KEY ("org_id","permission_id") REFERENCES "public"."permissions"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_request_items" ADD CONSTRAINT "access_request_items_org_id_endpoint_id_endpoints_org_id_id_fk" FOREIGN KEY ("org_id","endpoint_id") REFERENCES "public"."endpoints"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_requests" ADD CONSTRAINT "access_requests_org_id_application_id_applications_org_id_id_fk" FOREIGN KEY ("org_id","application_id") REFERENCES "public"."applications"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_requests" ADD CONSTRAINT "access_requests_org_id_created_by_memberships_org_id_id_fk" FOREIGN KEY ("org_id","created_by") REFERENCES "public"."memberships"("org_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_requests" ADD CONSTRAINT "access_requests_org_id_decided_by_memberships_org_id_id_fk" FOREIGN KEY ("org_id","decided_by") REFERENCES "public"."memberships"("org_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_org_id_organizations_org_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("org_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_org_id_member_id_memberships_org_id_id_fk" FOREIGN KEY ("org_id","member_id") REFERENCES "public"."memberships"("org_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_org_id_member_id_memberships_org_id_id_fk" FOREIGN KEY ("org_id","member_id") REFERENCES "public"."memberships"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_ceilings" ADD CONSTRAINT "role_ceilings_org_id_organizations_org_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("org_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "maintainers_member" ON "maintainers" USING btree ("org_id","member_id");--> statement-breakpoint
CREATE UNIQUE INDEX "access_request_items_permission" ON "access_request_items" USING btree ("org_id","request_id","permission_id");--> statement-breakpoint
CREATE UNIQUE INDEX "access_request_items_endpoint" ON "access_request_items" USING btree ("org_id","request_id","endpoint_id");--> statement-breakpoint
CREATE INDEX "access_requests_status" ON "access_requests" USING btree ("org_id","status","created_at");--> statement-breakpoint
CREATE INDEX "access_requests_application" ON "access_requests" USING btree ("org_id","application_id","created_at");--> statement-breakpoint
CREATE INDEX "invitations_email" ON "invitations" USING btree ("org_id","email_key");--> statement-breakpoint
CREATE INDEX "notifications_member" ON "notifications" USING btree ("org_id","member_id","created_at");--> statement-breakpoint
ALTER TABLE "apis" ADD CONSTRAINT "apis_org_id_owner_id_memberships_org_id_id_fk" FOREIGN KEY ("org_id","owner_id") REFERENCES "public"."memberships"("org_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_minutes" DROP CONSTRAINT "usage_minutes_pk";
--> statement-breakpoint
ALTER TABLE "usage_minutes" ADD CONSTRAINT "usage_minutes_pk" PRIMARY KEY("org_id","minute","application_id","key_id","api_id","endpoint_id","environment","outcome");