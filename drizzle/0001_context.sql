-- The one way to say for whom a transaction speaks. Its settings end with the transaction.
-- SET LOCAL, unlike set_config(), is carried to the workers of a Citus cluster.
CREATE FUNCTION portcullis_context(org_id text, scope text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  SET LOCAL citus.propagate_set_commands TO 'local';
  EXECUTE format('SET LOCAL app.org_id TO %L', coalesce(org_id, ''));
  EXECUTE format('SET LOCAL app.scope TO %L', coalesce(scope, ''));
END
$$;
