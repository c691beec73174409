-- Grain state of the stock ADO.NET provider. One index serves both the look-up by hash and the promise that a grain has
-- one row, which makes a race of two first writes safe. An absent extension is not an empty one.
CREATE TABLE stock_grain_state (
  grain_id_hash integer NOT NULL,
  grain_id_n0 bigint NOT NULL,
  grain_id_n1 bigint NOT NULL,
  grain_type_hash integer NOT NULL,
  grain_type text NOT NULL CHECK (length(grain_type) <= 512),
  grain_id_extension text CHECK (length(grain_id_extension) <= 512),
  service_id text NOT NULL CHECK (length(service_id) <= 150),
  payload bytea,
  modified_at timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL
);

CREATE UNIQUE INDEX stock_grain_state_identity ON stock_grain_state (
  grain_id_hash, grain_type_hash, grain_id_n0, grain_id_n1, service_id, grain_type,
  (coalesce(grain_id_extension, '')), (grain_id_extension IS NULL)
);

-- Functions, because PostgreSQL keeps the plans of their statements; the provider sends plain text each time.
CREATE FUNCTION stock_grain_state_write(
  p_id_hash integer, p_n0 bigint, p_n1 bigint, p_type_hash integer, p_type text, p_extension text, p_service text,
  p_version integer, p_payload bytea) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  new_version integer := p_version;
BEGIN
  IF p_version IS NULL THEN
    INSERT INTO stock_grain_state (grain_id_hash, grain_id_n0, grain_id_n1, grain_type_hash, grain_type,
      grain_id_extension, service_id, payload, version)
    VALUES (p_id_hash, p_n0, p_n1, p_type_hash, p_type, p_extension, p_service, p_payload, 1)
    ON CONFLICT DO NOTHING
    RETURNING version INTO new_version;
  ELSE
    UPDATE stock_grain_state SET payload = p_payload, version = version + 1, modified_at = now()
    WHERE grain_id_hash = p_id_hash AND grain_type_hash = p_type_hash AND grain_id_n0 = p_n0 AND grain_id_n1 = p_n1
      AND service_id = p_service AND grain_type = p_type
      AND coalesce(grain_id_extension, '') = coalesce(p_extension, '')
      AND (grain_id_extension IS NULL) = (p_extension IS NULL)
      AND version = p_version
    RETURNING version INTO new_version;
    new_version := coalesce(new_version, p_version);
  END IF;
  RETURN new_version;
END
$$;

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('ReadFromStorageKey', '
  SELECT payload AS PayloadBinary, version AS Version FROM stock_grain_state
  WHERE grain_id_hash = @GrainIdHash AND grain_type_hash = @GrainTypeHash
    AND grain_id_n0 = @GrainIdN0 AND grain_id_n1 = @GrainIdN1
    AND service_id = @ServiceId AND grain_type = @GrainTypeString
    AND grain_id_extension IS NOT DISTINCT FROM CAST(@GrainIdExtensionString AS text)
'),
('WriteToStorageKey', '
  SELECT stock_grain_state_write(@GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString,
    CAST(@GrainIdExtensionString AS text), @ServiceId, CAST(@GrainStateVersion AS int), CAST(@PayloadBinary AS bytea))
    AS NewGrainStateVersion
'),
('ClearStorageKey', '
  WITH cleared AS (
    UPDATE stock_grain_state SET payload = NULL, version = version + 1, modified_at = now()
    WHERE grain_id_hash = @GrainIdHash AND grain_type_hash = @GrainTypeHash
      AND grain_id_n0 = @GrainIdN0 AND grain_id_n1 = @GrainIdN1
      AND service_id = @ServiceId AND grain_type = @GrainTypeString
      AND grain_id_extension IS NOT DISTINCT FROM CAST(@GrainIdExtensionString AS text)
      AND version = CAST(@GrainStateVersion AS int)
    RETURNING version
  )
  SELECT coalesce((SELECT version FROM cleared), CAST(@GrainStateVersion AS int)) AS NewGrainStateVersion
'),
('DeleteStorageKey', '
  WITH deleted AS (
    DELETE FROM stock_grain_state
    WHERE grain_id_hash = @GrainIdHash AND grain_type_hash = @GrainTypeHash
      AND grain_id_n0 = @GrainIdN0 AND grain_id_n1 = @GrainIdN1
      AND service_id = @ServiceId AND grain_type = @GrainTypeString
      AND grain_id_extension IS NOT DISTINCT FROM CAST(@GrainIdExtensionString AS text)
      AND version = CAST(@GrainStateVersion AS int)
    RETURNING version
  )
  SELECT coalesce((SELECT version + 1 FROM deleted), CAST(@GrainStateVersion AS int)) AS NewGrainStateVersion
');
