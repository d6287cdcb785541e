import type { EntityTemplate } from "../template.ts";

/** Patients and those who treat them. */
export const health: readonly EntityTemplate[] = [
  {
    name: "Patient",
    doc: "Somebody who is treated.",
    types: { PatientSex: ["female", "male", "other", "unknown"] },
    fields: {
      recordNumber: "string(20) unique",
      firstName: "string(80) pii=name",
      lastName: "string(80) pii=name",
      birthDate: "date pii=birthdate",
      sex: "PatientSex = unknown pii=health",
      email: "email? pii=contact",
      phone: "phone? pii=contact",
      bloodType: "string(3)? pii=health",
      allergies: "string[] = [] pii=health",
    },
    relations: {
      doctor: { is: "one? Doctor as patients on delete set null", why: "The family doctor, if there is one" },
      user: { is: "one? User as patient unique on delete set null", why: "Not every patient can sign in" },
    },
    indexes: { idx_patients_name_birth_date: ["lastName", "firstName", "birthDate"] },
    why: { idx_patients_name_birth_date: "At the desk people are found by name and date of birth" },
  },
  {
    name: "Doctor",
    aliases: ["Physician", "Practitioner", "Dentist"],
    doc: "Somebody who treats.",
    fields: {
      licenseNumber: "string(40) unique",
      firstName: "string(80) pii=name",
      lastName: "string(80) pii=name",
      specialty: "string(120)?",
      email: "email unique pii=contact",
      phone: "phone? pii=contact",
    },
    relations: {
      department: { is: "one? Department as doctors on delete set null", why: "Doctors stay without a department" },
      user: { is: "one? User as doctor unique on delete set null", why: "Not every doctor can sign in" },
    },
    indexes: { idx_doctors_specialty: ["specialty"] },
  },
  {
    name: "Prescription",
    doc: "A medicine that a doctor ordered.",
    fields: {
      medicine: "string(200) pii=health",
      dosage: "string(120)",
      instructions: "text?",
      issuedOn: "date",
      validUntil: "date?",
      repeats: "smallint = 0 min=0",
    },
    relations: {
      patient: { is: "one Patient as prescriptions on delete restrict", why: "Medical records have to be kept" },
      doctor: { is: "one Doctor as prescriptions on delete restrict", why: "Medical records have to be kept" },
      appointment: {
        is: "one? Appointment as prescriptions on delete set null",
        why: "Where it was issued, if at one",
      },
    },
    checks: { prescriptions_valid_after_issue: "validUntil >= issuedOn" },
    indexes: { idx_prescriptions_patient_issued: ["patient", "issuedOn desc"] },
  },
];
