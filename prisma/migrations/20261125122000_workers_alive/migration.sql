-- Which sync-workers live: each writes its row again every few seconds, and takes it away when it stops in order.
CREATE TABLE IF NOT EXISTS "worker_processes" (
    "id" TEXT NOT NULL,
    "concurrency" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "worker_processes_pkey" PRIMARY KEY ("id")
);
