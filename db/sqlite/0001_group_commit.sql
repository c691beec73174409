-- Grain state of the group-commit storage: one row per service, state name and grain.
CREATE TABLE group_commit_state (
  service_id TEXT NOT NULL,
  state_name TEXT NOT NULL,
  grain_key TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  payload BLOB NOT NULL,
  modified_at TEXT NOT NULL,
  PRIMARY KEY (service_id, state_name, grain_key)
);

-- A version is never used twice, not even for a row that was cleared and written anew: a writer that holds the version of
-- the old row cannot match the new one. Each transaction takes the versions it needs from here.
CREATE TABLE group_commit_version (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  last INTEGER NOT NULL
);

INSERT INTO group_commit_version (id, last) VALUES (1, 0);
