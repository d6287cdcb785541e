INSERT INTO patients (first_name, last_name, record_number, birth_date, sex, ward) VALUES
  ('Ann', 'Miller', 'P-1', '1980-02-03', 'female', 'Surgery'), ('Bob', 'Jones', 'P-2', '1975-07-01', 'male', NULL);
INSERT INTO doctors (first_name, last_name, license_number, specialty) VALUES
  ('Cleo', 'Weber', 'L-1', 'Surgery'), ('Dan', 'Petit', 'L-2', 'Cardiology');
INSERT INTO rooms (name) VALUES ('R1'), ('R2');
INSERT INTO appointments (patient_id, doctor_id, room_id, during) VALUES
  (1, 1, 1, '[2026-05-04 09:00+00, 2026-05-04 10:00+00)');
INSERT INTO prescriptions (patient_id, doctor_id, medicine, dose) VALUES (1, 1, 'Ibuprofen', '400 mg, 3 a day');
