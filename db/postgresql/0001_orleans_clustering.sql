-- What Orleans' ADO.NET packages look for: one table of named statements. Orleans reads it once at start-up and from
-- then on issues only these texts, so the tables behind them are ours to shape.
CREATE TABLE OrleansQuery (
  QueryKey text PRIMARY KEY,
  QueryText text NOT NULL
);

-- The version row of a cluster is the lock of its membership: every change of a silo's row raises it, and a change that
-- was computed from an older version changes nothing.
CREATE TABLE cluster_membership_version (
  deployment_id text PRIMARY KEY CHECK (length(deployment_id) <= 150),
  version integer NOT NULL DEFAULT 0,
  modified_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE cluster_membership (
  deployment_id text NOT NULL REFERENCES cluster_membership_version (deployment_id),
  address text NOT NULL CHECK (length(address) <= 45),
  port integer NOT NULL,
  generation integer NOT NULL,
  silo_name text NOT NULL CHECK (length(silo_name) <= 150),
  host_name text NOT NULL CHECK (length(host_name) <= 150),
  status integer NOT NULL,
  proxy_port integer,
  suspect_times text,
  start_time timestamptz(3) NOT NULL,
  i_am_alive_time timestamptz(3) NOT NULL,
  PRIMARY KEY (deployment_id, address, port, generation)
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('UpdateIAmAlivetimeKey', '
  UPDATE cluster_membership SET i_am_alive_time = @IAmAliveTime
  WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
'),
('InsertMembershipVersionKey', '
  WITH created AS (
    INSERT INTO cluster_membership_version (deployment_id) VALUES (@DeploymentId)
    ON CONFLICT DO NOTHING RETURNING 1
  )
  SELECT count(*)::int FROM created
'),
-- The version row is taken first; whoever waited for it sees the raised version and does nothing. So both rows change
-- or neither does.
('InsertMembershipKey', '
  WITH raised AS (
    UPDATE cluster_membership_version SET version = version + 1, modified_at = now()
    WHERE deployment_id = @DeploymentId AND version = @Version AND NOT EXISTS (
      SELECT 1 FROM cluster_membership
      WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
    RETURNING 1
  ), inserted AS (
    INSERT INTO cluster_membership (deployment_id, address, port, generation, silo_name, host_name, status, proxy_port,
      start_time, i_am_alive_time)
    SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime,
      @IAmAliveTime
    FROM raised
    RETURNING 1
  )
  SELECT count(*)::int FROM inserted
'),
('UpdateMembershipKey', '
  WITH raised AS (
    UPDATE cluster_membership_version SET version = version + 1, modified_at = now()
    WHERE deployment_id = @DeploymentId AND version = @Version AND EXISTS (
      SELECT 1 FROM cluster_membership
      WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
    RETURNING 1
  ), updated AS (
    UPDATE cluster_membership
    SET status = @Status, suspect_times = @SuspectTimes, i_am_alive_time = @IAmAliveTime
    FROM raised
    WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
    RETURNING 1
  )
  SELECT count(*)::int FROM updated
'),
('MembershipReadRowKey', '
  SELECT v.deployment_id AS DeploymentId, m.address AS Address, m.port AS Port, m.generation AS Generation,
    m.silo_name AS SiloName, m.host_name AS HostName, m.status AS Status, m.proxy_port AS ProxyPort,
    m.suspect_times AS SuspectTimes, m.start_time AS StartTime, m.i_am_alive_time AS IAmAliveTime, v.version AS Version
  FROM cluster_membership_version AS v
  LEFT JOIN cluster_membership AS m ON m.deployment_id = v.deployment_id
    AND m.address = @Address AND m.port = @Port AND m.generation = @Generation
  WHERE v.deployment_id = @DeploymentId
'),
('MembershipReadAllKey', '
  SELECT v.deployment_id AS DeploymentId, m.address AS Address, m.port AS Port, m.generation AS Generation,
    m.silo_name AS SiloName, m.host_name AS HostName, m.status AS Status, m.proxy_port AS ProxyPort,
    m.suspect_times AS SuspectTimes, m.start_time AS StartTime, m.i_am_alive_time AS IAmAliveTime, v.version AS Version
  FROM cluster_membership_version AS v
  LEFT JOIN cluster_membership AS m ON m.deployment_id = v.deployment_id
  WHERE v.deployment_id = @DeploymentId
'),
('DeleteMembershipTableEntriesKey', '
  WITH silos AS (DELETE FROM cluster_membership WHERE deployment_id = @DeploymentId)
  DELETE FROM cluster_membership_version WHERE deployment_id = @DeploymentId
'),
('GatewaysQueryKey', '
  SELECT address AS Address, proxy_port AS ProxyPort, generation AS Generation FROM cluster_membership
  WHERE deployment_id = @DeploymentId AND status = @Status AND proxy_port > 0
'),
-- 3 is Active: a silo that still counts as a member is never swept away.
('CleanupDefunctSiloEntriesKey', '
  DELETE FROM cluster_membership
  WHERE deployment_id = @DeploymentId AND i_am_alive_time < @IAmAliveTime AND status <> 3
');
