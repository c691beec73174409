-- Grain state of the group-commit storage: one row per service, state name and grain.
-- Keys compare byte by byte ("C"): faster, and the same on every machine. Room is left in each page so that an update
-- stays in its page and touches no index. Payloads are binary; trying to compress them costs more than it saves.
CREATE TABLE group_commit_state (
  service_id text COLLATE "C" NOT NULL,
  state_name text COLLATE "C" NOT NULL,
  grain_key text COLLATE "C" NOT NULL,
  version bigint NOT NULL CHECK (version > 0),
  payload bytea NOT NULL,
  modified_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (service_id, state_name, grain_key)
) WITH (fillfactor = 80);

ALTER TABLE group_commit_state ALTER COLUMN payload SET STORAGE EXTERNAL;

-- A version is never used twice, not even for a row that was cleared and written anew: a writer that holds the version of
-- the old row cannot match the new one. A connection takes 65,536 versions at a time (PostgresBackend.VersionsPerBlock).
CREATE SEQUENCE group_commit_version AS bigint INCREMENT BY 65536 MINVALUE 1 START WITH 1 NO CYCLE;
