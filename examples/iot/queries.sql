-- Each query is followed by its rows (`-->`, the first line names the columns) or by what its refusal says (`--!`).
SET TIME ZONE 'UTC';

-- Values of a time lie in the partition of their month; others are not even looked at.
SELECT tableoid::regclass AS partition, count(*) FROM readings GROUP BY 1 ORDER BY 1;
--> partition | count
--> readings_2026_01 | 25
--> readings_2026_02 | 24
EXPLAIN (COSTS OFF) SELECT count(*) FROM readings WHERE measured_at >= '2026-02-01' AND measured_at < '2026-03-01';
--> QUERY PLAN
--> Aggregate
-->   ->  Seq Scan on readings_2026_02 readings
-->         Filter: ((measured_at >= '2026-02-01 00:00:00+00'::timestamp with time zone) AND (measured_at < '2026-03-01 00:00:00+00'::timestamp with time zone))

-- The average of a day, by device and by hour.
SELECT d.serial_number, avg(r.value)::numeric(6, 2) AS mean FROM readings r JOIN devices d ON d.id = r.device_id
WHERE r.measured_at >= '2026-01-31 00:00+00' AND r.measured_at < '2026-02-01 00:00+00' GROUP BY 1;
--> serial_number | mean
--> T-100 | 25.50
SELECT to_char(hour AT TIME ZONE 'UTC', 'HH24:MI') AS hour, samples, most FROM hourly_readings
WHERE device_id = 1 ORDER BY hourly_readings.hour LIMIT 2;
--> hour | samples | most
--> 00:00 | 1 | 20
--> 01:00 | 1 | 21

-- Devices of a site and of everything below it.
SELECT d.serial_number FROM devices d WHERE d.site_id IN (SELECT id FROM sites_descendants(2)) ORDER BY 1;
--> serial_number
--> T-100
-- What has been silent for a week.
SELECT serial_number FROM devices
WHERE status = 'active' AND last_seen_at < timestamptz '2026-02-01 12:00+00' - interval '7 days';
--> serial_number
--> T-200

-- A measured value is a fact: it comes once and stays.
INSERT INTO readings (device_id, metric, measured_at, value) VALUES (2, 'temperature', '2026-01-05 00:00+00', 19);
--! duplicate key
UPDATE readings SET value = 0;
--! readings
DELETE FROM devices WHERE id = 2;
--! violates

-- The block range index is tiny.
SELECT indexdef LIKE '%USING brin (measured_at)' AS brin FROM pg_indexes WHERE indexname = 'idx_readings_measured_at';
--> brin
--> true

-- Maintenance: the next month is made; asked again, there is nothing to do.
SELECT readings_partitions(1, '2026-02-15 00:00+00') AS done;
--> done
--> made readings_2026_03
SELECT readings_partitions(1, '2026-02-15 00:00+00') AS done;
--> done
-- A value of a month that nobody expected waits in the default partition until its own is made.
INSERT INTO readings (device_id, metric, measured_at, value) VALUES (2, 'temperature', '2026-05-05 00:00+00', 19);
SELECT readings_partitions(0, '2026-05-06 00:00+00') AS done;
--> done
--> made readings_2026_05
-- After 24 months a month goes, with one statement.
SELECT readings_partitions(0, '2028-02-10 00:00+00') AS done;
--> done
--> made readings_2028_02
--> dropped readings_2026_01
SELECT to_char(min(measured_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS since FROM readings;
--> since
--> 2026-02-01
