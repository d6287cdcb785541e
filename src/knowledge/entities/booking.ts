import type { EntityTemplate } from "../template.ts";
import { ADDRESS } from "./parts.ts";

/** Events, places and times that can be reserved. */
export const booking: readonly EntityTemplate[] = [
  {
    name: "Event",
    aliases: ["CalendarEvent", "Meeting", "Meetup", "Conference"],
    doc: "Something that takes place at a time.",
    types: { EventStatus: ["draft", "scheduled", "cancelled", "completed"] },
    fields: {
      title: "string(200)",
      slug: "slug unique",
      description: "text?",
      status: "EventStatus = draft",
      startsAt: "datetime",
      endsAt: "datetime",
      timezone: "string(64) = 'UTC'",
      capacity: "int? min=1",
      onlineUrl: "url?",
    },
    relations: {
      organizer: {
        is: "one User as organizedEvents on delete restrict",
        or: ["Organization"],
        why: "An event is handed over before its organizer is removed",
      },
      venue: {
        is: "one? Venue as events on delete restrict",
        or: ["Location"],
        why: "An event may be online; a place with events cannot be removed",
      },
      category: { is: "one? Category as events on delete set null", why: "Events stay without their category" },
      tags: { is: "many Tag as many events", why: "An event has several tags" },
    },
    checks: { events_ends_after_start: "endsAt > startsAt" },
    indexes: { idx_events_upcoming: { fields: ["startsAt"], where: "status = 'scheduled'" } },
    why: {
      timezone: "Times are stored as instants; the zone says what clocks at the place show",
      idx_events_upcoming: "Calendars list scheduled events by start",
    },
  },
  {
    name: "Attendee",
    aliases: ["Registration", "Rsvp", "Participant"],
    doc: "That somebody comes to an event.",
    types: { AttendeeStatus: ["invited", "registered", "waitlisted", "attended", "cancelled"] },
    fields: {
      status: "AttendeeStatus = registered",
      registeredAt: "datetime = now()",
      checkedInAt: "datetime?",
    },
    relations: {
      event: {
        is: "one Event as attendees on delete cascade",
        or: ["Appointment", "Course"],
        why: "A registration goes with its event",
      },
      user: {
        is: "one User as registrations on delete cascade",
        or: ["Customer", "Contact", "Employee"],
        why: "A registration goes with its person",
      },
      ticketType: {
        is: "one? TicketType as attendees on delete restrict",
        why: "A kind of ticket that was sold cannot be removed",
      },
    },
    keys: { attendees_event_user_key: ["event", "user"] },
    why: { attendees_event_user_key: "Nobody registers twice for the same event" },
  },
  {
    name: "TicketType",
    aliases: ["EventTicket", "Admission"],
    doc: "A kind of ticket that an event sells.",
    fields: {
      name: "string(120)",
      price: "money = 0 min=0",
      currency: "currency",
      quantity: "int min=0",
      soldCount: "int = 0 min=0",
      salesStartAt: "datetime?",
      salesEndAt: "datetime?",
    },
    relations: {
      event: { is: "one Event as ticketTypes on delete cascade", why: "Kinds of tickets are part of their event" },
    },
    keys: { ticket_types_event_name_key: ["event", "name"] },
    checks: {
      ticket_types_not_oversold: "soldCount <= quantity",
      ticket_types_sales_order: "salesEndAt > salesStartAt",
    },
    why: { ticket_types_not_oversold: "Two sales at the same time cannot sell the last ticket twice" },
  },
  {
    name: "Venue",
    aliases: ["Hall", "Hotel", "Restaurant"],
    doc: "A house where something takes place.",
    fields: {
      name: "string(160)",
      slug: "slug unique",
      description: "text?",
      capacity: "int? min=1",
      latitude: "latitude?",
      longitude: "longitude?",
      timezone: "string(64) = 'UTC'",
    },
    without: { Address: ADDRESS },
    relations: {
      address: { is: "one? Address as venues on delete set null", why: "The address may be unknown" },
      owner: { is: "one? Organization as venues on delete restrict", why: "Who runs the place" },
    },
    checks: {
      venues_coordinates_together:
        "(latitude is null and longitude is null) or (latitude is not null and longitude is not null)",
    },
  },
  {
    name: "Room",
    aliases: ["MeetingRoom", "HotelRoom"],
    doc: "A room, or another thing that one party at a time can use.",
    fields: {
      number: "string(20)",
      name: "string(120)?",
      capacity: "smallint = 1 min=1",
      floor: "smallint?",
      pricePerNight: "money? min=0",
      active: "boolean = true",
      amenities: "string[] = []",
    },
    relations: {
      venue: {
        is: "one Venue as rooms on delete cascade",
        or: ["Location", "Department"],
        why: "A room is part of a house",
      },
    },
    keys: { rooms_venue_number_key: ["venue", "number"] },
    indexes: { idx_rooms_amenities: { fields: ["amenities"], using: "inverted" } },
  },
  {
    name: "Booking",
    aliases: ["Reservation", "Hire", "Rental"],
    doc: "The right to use something for a time.",
    types: { BookingStatus: ["pending", "confirmed", "checked_in", "completed", "cancelled", "no_show"] },
    fields: {
      reference: "string(20) unique",
      status: "BookingStatus = pending",
      startsAt: "datetime",
      endsAt: "datetime",
      guests: "smallint = 1 min=1",
      totalPrice: "money? min=0",
      currency: "currency?",
      notes: "text?",
      cancelledAt: "datetime?",
    },
    relations: {
      customer: {
        is: "one Customer as bookings on delete restrict",
        or: ["User", "Guest"],
        why: "Bookings are business records: who made one cannot be removed",
      },
      room: {
        is: "one Room as bookings on delete restrict",
        or: ["Venue", "Vehicle", "Event", "Service", "Trip"],
        subject: true,
        why: "What is booked cannot be removed",
      },
      employee: {
        is: "one? Employee as bookings on delete set null",
        why: "Who took the booking; it stays when they leave",
      },
    },
    checks: {
      bookings_ends_after_start: "endsAt > startsAt",
      bookings_price_has_currency: "totalPrice is null or currency is not null",
    },
    indexes: {
      idx_bookings_room_period: {
        fields: ["room", "startsAt", "endsAt"],
        where: "status in ('pending', 'confirmed', 'checked_in')",
      },
      idx_bookings_customer_starts: ["customer", "startsAt desc"],
    },
    why: { idx_bookings_room_period: "Asks whether something is free, among bookings that still count" },
  },
  {
    name: "Appointment",
    aliases: ["Consultation", "Visit"],
    doc: "A time that two people agreed on.",
    types: { AppointmentStatus: ["scheduled", "confirmed", "completed", "cancelled", "no_show"] },
    fields: {
      status: "AppointmentStatus = scheduled",
      startsAt: "datetime",
      endsAt: "datetime",
      reason: "string(255)?",
      notes: "text? pii=health",
    },
    relations: {
      patient: {
        is: "one Patient as appointments on delete restrict",
        or: ["Customer", "User"],
        why: "Who comes; appointments are records and stay",
      },
      doctor: {
        is: "one Doctor as appointments on delete restrict",
        or: ["Employee", "Teacher"],
        why: "Who is visited; appointments are records and stay",
      },
      room: { is: "one? Room as appointments on delete set null", why: "Where, if it is known" },
    },
    checks: { appointments_ends_after_start: "endsAt > startsAt" },
    indexes: {
      idx_appointments_doctor_slot: { fields: ["doctor", "startsAt"], unique: true, where: "status <> 'cancelled'" },
      idx_appointments_starts_at: ["startsAt"],
    },
    why: { idx_appointments_doctor_slot: "Nobody is visited twice at the same time; cancelled ones do not count" },
  },
  {
    name: "Location",
    aliases: ["Place", "Store", "Branch"],
    doc: "A place on the map.",
    fields: {
      name: "string(160)",
      code: "string(20)? unique",
      latitude: "latitude?",
      longitude: "longitude?",
      timezone: "string(64)?",
    },
    without: { Address: ADDRESS },
    relations: {
      organization: {
        is: "one? Organization as locations on delete cascade",
        why: "A branch goes with its organization",
      },
      address: { is: "one? Address as locations on delete set null", why: "Not every place has an address" },
      parent: { is: "one? Location as children on delete restrict", why: "Places lie in others" },
      manager: {
        is: "one? Employee as managedLocations on delete set null",
        why: "A branch may be without a manager",
      },
    },
    checks: {
      locations_coordinates_together:
        "(latitude is null and longitude is null) or (latitude is not null and longitude is not null)",
    },
  },
];
