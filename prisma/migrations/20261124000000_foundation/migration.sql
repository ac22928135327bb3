-- CreateTable
CREATE TABLE "LedgerEntry" (
    "number" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "type" TEXT NOT NULL,
    "actionId" UUID NOT NULL,
    "content" TEXT NOT NULL,
    "previousHash" CHAR(64) NOT NULL,
    "hash" CHAR(64) NOT NULL,

    CONSTRAINT "LedgerEntry_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "LedgerHead" (
    "id" INTEGER NOT NULL,
    "number" BIGINT NOT NULL,
    "hash" CHAR(64) NOT NULL,

    CONSTRAINT "LedgerHead_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Action" (
    "id" UUID NOT NULL,
    "number" BIGINT NOT NULL,
    "lastNumber" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actorId" TEXT NOT NULL,
    "actorLabel" TEXT NOT NULL,
    "actorKind" TEXT NOT NULL,
    "actorRole" TEXT NOT NULL,
    "actorVia" TEXT NOT NULL,
    "actorAddress" TEXT NOT NULL,
    "clusterName" TEXT NOT NULL,
    "clusterUid" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "apiVersion" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "namespace" TEXT,
    "name" TEXT NOT NULL,
    "uid" TEXT,
    "words" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "ticket" TEXT,
    "input" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "outcomeKind" TEXT NOT NULL,
    "outcome" JSONB NOT NULL,
    "error" TEXT,
    "changes" JSONB NOT NULL,
    "resourceVersionBefore" TEXT,
    "resourceVersionAfter" TEXT,
    "command" TEXT NOT NULL,
    "undoes" UUID,
    "idempotencyKey" TEXT,
    "requestHash" CHAR(64),
    "process" UUID NOT NULL,
    "settledAt" TIMESTAMPTZ(3),
    "settled" BOOLEAN NOT NULL,
    "following" BOOLEAN NOT NULL,
    "followUntil" TIMESTAMPTZ(3),

    CONSTRAINT "Action_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL,
    "actorId" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "via" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "revokedAt" TIMESTAMPTZ(3),
    "address" TEXT NOT NULL,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SignInCode" (
    "hash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "SignInCode_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "ApiKey" (
    "hash" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),
    "lastUsedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ApiKey_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "Setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "Setting_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "LedgerEntry_hash_key" ON "LedgerEntry"("hash");

-- CreateIndex
CREATE INDEX "LedgerEntry_actionId_number_idx" ON "LedgerEntry"("actionId", "number");

-- CreateIndex
CREATE UNIQUE INDEX "Action_number_key" ON "Action"("number");

-- CreateIndex
CREATE INDEX "Action_clusterName_namespace_kind_name_number_idx" ON "Action"("clusterName", "namespace", "kind", "name", "number" DESC);

-- CreateIndex
CREATE INDEX "Action_clusterUid_kind_namespace_name_number_idx" ON "Action"("clusterUid", "kind", "namespace", "name", "number" DESC);

-- CreateIndex
CREATE INDEX "Action_namespace_number_idx" ON "Action"("namespace", "number" DESC);

-- CreateIndex
CREATE INDEX "Action_kind_number_idx" ON "Action"("kind", "number" DESC);

-- CreateIndex
CREATE INDEX "Action_name_number_idx" ON "Action"("name", "number" DESC);

-- CreateIndex
CREATE INDEX "Action_actorId_number_idx" ON "Action"("actorId", "number" DESC);

-- CreateIndex
CREATE INDEX "Action_actorLabel_number_idx" ON "Action"("actorLabel", "number" DESC);

-- CreateIndex
CREATE INDEX "Action_action_number_idx" ON "Action"("action", "number" DESC);

-- CreateIndex
CREATE INDEX "Action_state_number_idx" ON "Action"("state", "number" DESC);

-- CreateIndex
CREATE INDEX "Action_outcomeKind_number_idx" ON "Action"("outcomeKind", "number" DESC);

-- CreateIndex
CREATE INDEX "Action_at_idx" ON "Action"("at" DESC);

-- CreateIndex
CREATE INDEX "Action_settled_number_idx" ON "Action"("settled", "number");

-- CreateIndex
CREATE INDEX "Action_following_outcomeKind_followUntil_idx" ON "Action"("following", "outcomeKind", "followUntil");

-- CreateIndex
CREATE UNIQUE INDEX "Action_actorId_idempotencyKey_key" ON "Action"("actorId", "idempotencyKey");

-- CreateIndex
CREATE INDEX "Session_actorId_createdAt_idx" ON "Session"("actorId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "Session_expiresAt_idx" ON "Session"("expiresAt");

-- CreateIndex
CREATE INDEX "SignInCode_expiresAt_idx" ON "SignInCode"("expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "ApiKey_id_key" ON "ApiKey"("id");



-- What the schema language cannot say.

-- The record only grows. One statement-level trigger refuses even a statement that would have matched no row.
CREATE FUNCTION "ledger_refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only: % on "%" is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER "LedgerEntry_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "LedgerEntry"
  FOR EACH STATEMENT EXECUTE FUNCTION "ledger_refuse_change"();

CREATE TRIGGER "LedgerHead_stays" BEFORE DELETE OR TRUNCATE ON "LedgerHead"
  FOR EACH STATEMENT EXECUTE FUNCTION "ledger_refuse_change"();

-- A reading is corrected as entries arrive, never taken away.
CREATE TRIGGER "Action_stays" BEFORE DELETE OR TRUNCATE ON "Action"
  FOR EACH STATEMENT EXECUTE FUNCTION "ledger_refuse_change"();

ALTER TABLE "LedgerHead" ADD CONSTRAINT "LedgerHead_one_row" CHECK ("id" = 1);

-- The chain hangs on 64 zeros; the first entry is number 1.
INSERT INTO "LedgerHead" ("id", "number", "hash") VALUES (1, 0, repeat('0', 64));
