-- In real life a scheduled job calls this once a day: it makes the partitions of the coming months and drops old ones.
SELECT readings_partitions(1, '2026-01-10 00:00+00');

INSERT INTO sites (name, parent_id) VALUES ('Plant', NULL), ('Hall 1', 1), ('Line A', 2), ('Hall 2', 1);
INSERT INTO devices (serial_number, name, mac, status, last_seen_at, site_id) VALUES
  ('T-100', 'Thermometer', '00:1a:2b:3c:4d:5e', 'active', '2026-02-01 00:00+00', 3),
  ('T-200', 'Thermometer', NULL, 'active', '2026-01-05 00:00+00', 4);
INSERT INTO readings (device_id, metric, measured_at, value)
SELECT 1, 'temperature', at, 20 + extract(hour FROM at AT TIME ZONE 'UTC')::integer % 12
FROM generate_series(timestamptz '2026-01-31 00:00+00', '2026-02-01 23:00+00', interval '1 hour') AS at;
INSERT INTO readings VALUES ('temperature', '2026-01-05 00:00+00', 18.5, 2);
REFRESH MATERIALIZED VIEW hourly_readings;
