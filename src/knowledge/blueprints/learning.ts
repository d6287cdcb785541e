import type { Blueprint } from "./blueprint.ts";

export const learning: Blueprint = {
  name: "learning",
  aliases: ["school", "university", "lms", "courses", "elearning"],
  doc: "courses with lessons and exams, teachers, students, enrolments and grades",
  entities: [
    "User",
    "Department",
    "Category",
    "Teacher",
    "Student",
    "Course",
    "Lesson",
    "LessonProgress(startedAt: datetime = now(), completedAt: datetime?, lesson: one Lesson as progress on delete cascade, student: one Student as progress on delete cascade)",
    "Enrollment",
    "Exam",
    "Grade",
    "File",
  ],
  extras: {
    Department: {
      set: { tree: "adjacency" },
      why: { tree: "Few units in few levels: a parent is enough" },
    },
    Category: {
      set: { tree: "closure" },
      why: { tree: "A subject shows the courses of all subjects below it; a closure table answers that in one join" },
    },
    LessonProgress: {
      set: {
        doc: "How far a student is with a lesson.",
        id: "none",
        keys: { primary: ["student", "lesson"] },
        checks: { lesson_progress_completed_after_started: "completedAt >= startedAt" },
      },
      why: {
        id: "The pair of student and lesson is the key",
        primary: "A student goes through a lesson once",
        lesson_progress_completed_after_started: "Nothing ends before it begins",
      },
    },
    Course: {
      set: { fields: { enrollmentCount: "int = 0 min=0 count=enrollments" } },
      why: { enrollmentCount: "A copy on purpose, kept by the database: the list of courses shows what is full" },
    },
    Grade: {
      set: { audit: { log: "row", actor: "app.user_id" } },
      why: { audit: "Grades are contested: who changed one, when, and what it was before, can be told" },
    },
  },
};
