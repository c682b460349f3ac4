CREATE TABLE "limit_debts" (
	"org_id" uuid NOT NULL,
	"key_id" uuid NOT NULL,
	"slot" text NOT NULL,
	"debt" bigint NOT NULL,
	"at" bigint NOT NULL,
	"holder" uuid,
	"idle_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "limit_debts_org_id_key_id_slot_pk" PRIMARY KEY("org_id","key_id","slot")
);
--> statement-breakpoint
CREATE INDEX "limit_debts_idle" ON "limit_debts" USING btree ("idle_at");