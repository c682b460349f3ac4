-- Charges what gates spent or want to hold, in one statement for many keys. A wish is a key with its
-- limits, sorted by the caller: rows are locked in that order. A limit of a wish has
--   slot, cap (what may weigh at once), rate (what flows off per ms), ends (ms; where rate is 0),
--   floor (what weighs at least; null where the caller does not know), owe (spent without asking, or
--   given back where negative), need (all or nothing, over all limits of the wish), want (as much as
--   fits, to be spent at once), ahead (as much as fits, to be held).
-- An answer is null where a floor is wanted, else one {granted, debt, mine, fits} per limit. It `fits`
-- where all of them gave what was needed. It is `mine` where nobody else has charged since the caller
-- did: then its own count is the right one, and what it needs and wants is granted.
CREATE FUNCTION portcullis_charge(gate uuid, wishes jsonb)
RETURNS TABLE (others integer, registered boolean, answers jsonb)
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  wish record;
  part record;
  found_row limit_debts;
  list jsonb[] := '{}';
  one jsonb[];
  weights bigint[];
  mines boolean[];
  times bigint[];
  fits boolean;
  lacking boolean;
  mine boolean;
  now_ms bigint;
  weight bigint;
  granted bigint;
  room bigint;
  i integer;
BEGIN
  SELECT count(*) FILTER (WHERE g.id IS DISTINCT FROM gate), coalesce(bool_or(g.id = gate), false)
    INTO others, registered
    FROM gates g WHERE g.lease_until > clock_timestamp() - interval '10 s';
  FOR wish IN SELECT * FROM jsonb_to_recordset(wishes) AS w(org uuid, key uuid, limits jsonb) LOOP
    weights := '{}';
    mines := '{}';
    times := '{}';
    fits := true;
    lacking := false;
    FOR part IN SELECT * FROM jsonb_to_recordset(wish.limits)
        AS p(slot text, cap bigint, rate bigint, floor bigint, owe bigint, need bigint) LOOP
      SELECT * INTO found_row FROM limit_debts d
        WHERE d.org_id = wish.org AND d.key_id = wish.key AND d.slot = part.slot FOR UPDATE;
      IF NOT FOUND THEN
        IF part.floor IS NULL THEN
          lacking := true;
          EXIT;
        END IF;
        INSERT INTO limit_debts (org_id, key_id, slot, debt, at, holder, idle_at)
          VALUES (wish.org, wish.key, part.slot, 0, 0, gate, now()) ON CONFLICT DO NOTHING;
        SELECT * INTO found_row FROM limit_debts d
          WHERE d.org_id = wish.org AND d.key_id = wish.key AND d.slot = part.slot FOR UPDATE;
      END IF;
      now_ms := greatest(found_row.at, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint);
      weight := found_row.debt - least(now_ms - found_row.at, 172800000) * part.rate + part.owe;
      weight := greatest(weight, coalesce(part.floor, 0), 0);
      mine := coalesce(found_row.holder = gate, false);
      weights := weights || weight;
      times := times || now_ms;
      mines := mines || mine;
      fits := fits AND (mine OR weight + part.need <= part.cap);
    END LOOP;
    IF lacking THEN
      list := list || NULL::jsonb;
      CONTINUE;
    END IF;
    one := '{}';
    i := 0;
    FOR part IN SELECT * FROM jsonb_to_recordset(wish.limits) AS p(slot text, cap bigint,
        rate bigint, ends bigint, need bigint, want bigint, ahead bigint) LOOP
      i := i + 1;
      granted := 0;
      IF fits THEN
        room := part.cap - weights[i] - part.need;
        granted := CASE WHEN mines[i] THEN part.want ELSE greatest(0, least(part.want, room)) END;
        granted := part.need + granted + greatest(0, least(part.ahead, room - granted));
      END IF;
      weight := greatest(weights[i], least(weights[i] + granted, part.cap));
      UPDATE limit_debts d SET debt = weight, at = times[i], holder = gate,
          idle_at = to_timestamp(CASE WHEN part.rate = 0 THEN part.ends
            ELSE times[i] + weight / part.rate + 1000 END / 1000.0)
        WHERE d.org_id = wish.org AND d.key_id = wish.key AND d.slot = part.slot;
      one := one || jsonb_build_object('granted', granted, 'debt', weight, 'mine', mines[i],
        'fits', fits);
    END LOOP;
    list := list || to_jsonb(one);
  END LOOP;
  answers := to_jsonb(list);
  RETURN NEXT;
END
$$;
