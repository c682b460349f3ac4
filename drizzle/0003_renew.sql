INSERT INTO feed_epoch DEFAULT VALUES ON CONFLICT DO NOTHING;
--> statement-breakpoint
-- Names the history that the log tells of: another one after a restore, which writes a new epoch, and
-- after a failover or a recovery, which begin a new timeline.
CREATE FUNCTION portcullis_epoch() RETURNS text LANGUAGE sql VOLATILE AS $$
  SELECT epoch || '/' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) FROM feed_epoch
$$;
--> statement-breakpoint
-- A gate says what it has applied and gets a lease, then what it has not seen yet.
-- Two statements, in this order: first the lease stands, then a newer snapshot is read. In one
-- statement a change could commit unseen and find the lease not yet extended.
-- Returns no row where the gate has to forget all and register anew: it is not registered (any
-- more), a change was not kept waiting for it, it is ahead of this server, which then has another history, or it has missed too much to
-- be told within its lease.
CREATE FUNCTION portcullis_renew(gate uuid, applied pg_snapshot, lease interval)
RETURNS TABLE (snapshot text, epoch text, changes jsonb)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  IF pg_snapshot_xmax(applied) > pg_snapshot_xmax(pg_current_snapshot()) THEN RETURN; END IF;
  IF (SELECT count(*) > 10000 FROM (
    SELECT FROM change_log c
    WHERE c.xid >= pg_snapshot_xmin(applied) AND NOT pg_visible_in_snapshot(c.xid, applied)
    LIMIT 10001
  ) missed) THEN RETURN; END IF;
  UPDATE gates SET acked = applied, lease_until = clock_timestamp() + lease,
    last_seen = clock_timestamp() WHERE gates.id = gate AND lapsed_at IS NULL;
  IF NOT FOUND THEN RETURN; END IF;
  RETURN QUERY SELECT pg_current_snapshot()::text, portcullis_epoch(), coalesce((
    SELECT jsonb_agg(jsonb_build_object('org', c.org_id, 'kind', c.subject_kind,
      'id', c.subject_id, 'revision', c.revision))
    FROM change_log c
    WHERE c.xid >= pg_snapshot_xmin(applied) AND NOT pg_visible_in_snapshot(c.xid, applied)
  ), '[]'::jsonb);
END
$$;
