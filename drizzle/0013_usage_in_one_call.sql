-- What the recorder writes over and over stands in functions, so that it is told in one statement that
-- is its own transaction: its locks end though the process that sent it stands still, and the database
-- is not told of BEGIN, context and COMMIT each time. Those that set the context set it for the whole
-- transaction: they are called alone, or in one of the recorder, never in a verb's.

-- The first of them: says for whom it speaks, and moves a spool's marks where they are still what the
-- caller knows. False, and nothing done, where another has moved them. `hours` are those counted in.
CREATE FUNCTION portcullis_move_spool(spool uuid, known_counted bigint, known_history bigint,
  counted bigint, history bigint, hours timestamptz[]) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM portcullis_context(NULL, 'system');
  INSERT INTO usage_spools AS s (id, sequence, history_sequence) VALUES (spool, counted, history)
  ON CONFLICT (id) DO UPDATE
    SET sequence = excluded.sequence, history_sequence = excluded.history_sequence, counted_at = now()
    WHERE s.sequence = known_counted AND s.history_sequence <= known_history;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM portcullis_open_usage(hours);
  RETURN true;
END
$$;
--> statement-breakpoint
-- Columns of verdicts; `at` in milliseconds since 1970, each of `tags` the text of an array.
-- Nothing is in conflict: under row-level security Citus takes no plain insert of what is selected.
CREATE FUNCTION portcullis_add_history(gate text, organizations uuid[], ats float8[], requests uuid[],
  applications uuid[], keys uuid[], apis uuid[], endpoints uuid[], environments text[],
  outcomes text[], costs int[], networks text[], methods text[], paths text[], tags text[],
  user_agents text[], latencies int[], one_ofs int[]) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  INSERT INTO usage_events (org_id, at, request_id, application_id, key_id, api_id, endpoint_id,
    environment, outcome, cost, network, method, path, tags, user_agent, gate, latency_micros, one_of)
  SELECT u.org, to_timestamp(u.at / 1000.0), u.request, u.application, u.key, u.api, u.endpoint,
    u.environment, u.outcome, u.cost, u.network, u.method, u.path, u.tags::text[], u.agent,
    portcullis_add_history.gate, u.latency, u.one_of
  FROM unnest(organizations, ats, requests, applications, keys, apis, endpoints, environments,
      outcomes, costs, networks, methods, paths, portcullis_add_history.tags, user_agents, latencies,
      one_ofs)
    AS u(org, at, request, application, key, api, endpoint, environment, outcome, cost, network,
      method, path, tags, agent, latency, one_of)
  ON CONFLICT DO NOTHING;
END
$$;
--> statement-breakpoint
-- Adds to the counts of minutes, since 1970, in the order in which the rows come; each of `latencies`
-- is the text of an array. What a row is counted for beside its key stands at its kind, since it is
-- alike for many. Latencies are merged where they became many: appending takes much less, and readers
-- add up.
CREATE FUNCTION portcullis_add_minutes(keys uuid[], kinds int[], counts bigint[], costs bigint[],
  latencies text[], organizations uuid[], minutes int[], applications uuid[], apis uuid[],
  endpoints uuid[], environments text[], outcomes text[]) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  INSERT INTO usage_minutes AS m (org_id, minute, application_id, key_id, api_id, endpoint_id,
    environment, outcome, count, cost, latencies)
  SELECT organizations[u.kind], to_timestamp(minutes[u.kind] * 60.0), applications[u.kind], u.key,
    apis[u.kind], endpoints[u.kind], environments[u.kind], outcomes[u.kind], u.count, u.cost,
    u.latencies::bigint[]
  FROM unnest(keys, kinds, counts, costs, portcullis_add_minutes.latencies) WITH ORDINALITY
    AS u(key, kind, count, cost, latencies, place)
  ORDER BY u.place
  ON CONFLICT (org_id, minute, application_id, key_id, api_id, endpoint_id, environment, outcome)
  DO UPDATE SET count = m.count + excluded.count, cost = m.cost + excluded.cost,
    latencies = CASE WHEN cardinality(m.latencies) > 64
      THEN portcullis_merge_latencies(m.latencies || excluded.latencies)
      ELSE m.latencies || excluded.latencies END;
END
$$;
--> statement-breakpoint
-- The same for totals, of a level each.
CREATE FUNCTION portcullis_add_totals(organizations uuid[], levels text[], minutes int[],
  applications uuid[], apis uuid[], endpoints uuid[], environments text[], outcomes text[],
  counts bigint[], costs bigint[], latencies text[]) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  INSERT INTO usage_total_minutes AS m (org_id, level, minute, application_id, api_id, endpoint_id,
    environment, outcome, count, cost, latencies)
  SELECT u.org, u.level, to_timestamp(u.minute * 60.0), u.application, u.api, u.endpoint,
    u.environment, u.outcome, u.count, u.cost, u.latencies::bigint[]
  FROM unnest(organizations, levels, minutes, applications, apis, endpoints, environments, outcomes,
      counts, costs, portcullis_add_totals.latencies) WITH ORDINALITY
    AS u(org, level, minute, application, api, endpoint, environment, outcome, count, cost, latencies,
      place)
  ORDER BY u.place
  ON CONFLICT (org_id, level, application_id, api_id, endpoint_id, minute, environment, outcome)
  DO UPDATE SET count = m.count + excluded.count, cost = m.cost + excluded.cost,
    latencies = CASE WHEN cardinality(m.latencies) > 64
      THEN portcullis_merge_latencies(m.latencies || excluded.latencies)
      ELSE m.latencies || excluded.latencies END;
END
$$;
--> statement-breakpoint
-- When keys and service tokens were last used, and from which networks keys were seen, of which each
-- keeps the latest `most_networks`: {org, keys, tokens, sightings} of each organization, each of them
-- lists of {id, at, network}. `gate` is the address of who saw them. Gives up where it would wait for a
-- key that another holds: it holds keys itself, also of other organizations.
CREATE FUNCTION portcullis_note_uses(gate text, noted json, most_networks int) RETURNS void
LANGUAGE plpgsql VOLATILE SET lock_timeout = '100ms' AS $$
DECLARE
  one record;
BEGIN
  FOR one IN SELECT n.* FROM json_to_recordset(noted)
      AS n(org uuid, keys json, tokens json, sightings json) ORDER BY n.org LOOP
    PERFORM portcullis_context(one.org::text, '');
    UPDATE keys AS k
    SET last_used_at = u.at, last_used_network = u.network, last_used_gate = portcullis_note_uses.gate
    FROM json_to_recordset(one.keys) AS u(id uuid, at timestamptz, network text)
    WHERE k.org_id = one.org AND k.id = u.id AND (k.last_used_at IS NULL OR k.last_used_at < u.at);
    UPDATE service_tokens AS t SET last_used_at = u.at
    FROM json_to_recordset(one.tokens) AS u(id uuid, at timestamptz)
    WHERE t.org_id = one.org AND t.id = u.id AND (t.last_used_at IS NULL OR t.last_used_at < u.at);
    CONTINUE WHEN json_array_length(one.sightings) = 0;
    INSERT INTO key_networks AS n (org_id, key_id, network, first_seen_at, last_seen_at)
    SELECT one.org, s.id, s.network, min(s.at), max(s.at)
    FROM json_to_recordset(one.sightings) AS s(id uuid, network text, at timestamptz)
    WHERE EXISTS (SELECT FROM keys AS k WHERE k.org_id = one.org AND k.id = s.id)
    GROUP BY s.id, s.network ORDER BY s.id, s.network
    ON CONFLICT (org_id, key_id, network)
      DO UPDATE SET last_seen_at = greatest(n.last_seen_at, excluded.last_seen_at);
    DELETE FROM key_networks AS n
    USING (
      SELECT a.key_id, a.network,
        row_number() OVER (PARTITION BY a.key_id ORDER BY a.last_seen_at DESC, a.network) AS place
      FROM key_networks AS a
      WHERE a.org_id = one.org AND a.key_id IN (
        SELECT s.id FROM json_to_recordset(one.sightings) AS s(id uuid))
    ) AS old
    WHERE n.org_id = one.org AND n.key_id = old.key_id AND n.network = old.network
      AND old.place > most_networks;
  END LOOP;
END
$$;
--> statement-breakpoint
-- Which of some organizations want their callers' addresses cut.
CREATE FUNCTION portcullis_cut_networks(asked uuid[]) RETURNS SETOF uuid
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM portcullis_context(NULL, 'system');
  RETURN QUERY SELECT o.org_id FROM organizations AS o
    WHERE o.org_id = ANY (asked) AND o.history_networks = 'truncated';
END
$$;
