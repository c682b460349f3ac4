INSERT INTO feed_epoch DEFAULT VALUES ON CONFLICT DO NOTHING;
--> statement-breakpoint
-- A gate says what it has applied and gets a lease, then what it has not seen yet.
-- Two statements, in this order: first the lease stands, then a newer snapshot is read. In one
-- statement a change could commit unseen and find the lease not yet extended.
-- Returns no row where the gate is not registered (any more).
CREATE FUNCTION portcullis_renew(gate uuid, applied pg_snapshot, lease interval)
RETURNS TABLE (snapshot text, epoch uuid, changes jsonb)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  UPDATE gates SET acked = applied, lease_until = clock_timestamp() + lease,
    last_seen = clock_timestamp() WHERE gates.id = gate;
  IF NOT FOUND THEN RETURN; END IF;
  RETURN QUERY SELECT pg_current_snapshot()::text, e.epoch, coalesce((
    SELECT jsonb_agg(jsonb_build_object('org', c.org_id, 'kind', c.subject_kind,
      'id', c.subject_id, 'revision', c.revision))
    FROM change_log c
    WHERE c.xid >= pg_snapshot_xmin(applied) AND NOT pg_visible_in_snapshot(c.xid, applied)
  ), '[]'::jsonb)
  FROM feed_epoch e;
END
$$;
