-- Each query is followed by its rows (`-->`, the first line names the columns) or by what its refusal says (`--!`).

-- Neither the doctor nor the room is free.
INSERT INTO appointments (patient_id, doctor_id, room_id, during)
VALUES (2, 1, 2, '[2026-05-04 09:30+00, 2026-05-04 10:30+00)');
--! appointments_doctor_free
INSERT INTO appointments (patient_id, doctor_id, room_id, during)
VALUES (2, 2, 1, '[2026-05-04 09:30+00, 2026-05-04 10:30+00)');
--! appointments_room_free
-- One ends when the next begins; a cancelled one makes room.
INSERT INTO appointments (patient_id, doctor_id, room_id, during)
VALUES (2, 1, 1, '[2026-05-04 10:00+00, 2026-05-04 10:30+00)');
UPDATE appointments SET status = 'cancelled' WHERE id = 1;
INSERT INTO appointments (patient_id, doctor_id, room_id, during)
VALUES (2, 1, 1, '[2026-05-04 09:15+00, 2026-05-04 09:45+00)');
SELECT to_char(lower(during) AT TIME ZONE 'UTC', 'HH24:MI') AS at, status FROM appointments ORDER BY lower(during);
--> at | status
--> 09:00 | cancelled
--> 09:15 | planned
--> 10:00 | planned

-- The record of a patient as it is, and as it was before.
BEGIN;
SELECT set_config('app.user_id', 'weber', true) IS NOT NULL AS set;
UPDATE patients SET ward = 'Cardiology', allergies = ARRAY['penicillin'] WHERE record_number = 'P-1';
COMMIT;
SELECT ward, allergies FROM patients WHERE record_number = 'P-1';
--> ward | allergies
--> Cardiology | penicillin
SELECT p.ward, cardinality(p.allergies) AS allergies
FROM patients_as_of((SELECT max(valid_to) - interval '1 microsecond' FROM patients_history)) p WHERE p.record_number = 'P-1';
--> ward | allergies
--> Surgery | 0

-- Who did it, and what it was before.
SELECT actor, action, old_row ->> 'ward' AS old, new_row ->> 'ward' AS new
FROM audit_records WHERE table_name LIKE '%patients' AND upper(action) = 'UPDATE';
--> actor | action | old | new
--> weber | update | Surgery | Cardiology

-- What was prescribed cannot be changed; nor can the number of a record.
UPDATE prescriptions SET dose = '800 mg';
--! prescriptions
UPDATE patients SET record_number = 'P-9' WHERE id = 1;
--! record_number
-- A patient who was treated cannot be removed.
DELETE FROM patients WHERE id = 1;
--! violates
