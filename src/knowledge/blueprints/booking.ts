import type { Blueprint } from "./blueprint.ts";

export const booking: Blueprint = {
  name: "booking",
  aliases: ["bookings", "reservation", "reservations", "hotel", "rental"],
  doc: "rooms of venues that are booked for a time, never twice, with payments and reviews",
  entities: [
    "User",
    "Customer",
    "Address",
    "Venue",
    "Room",
    "Booking(reference: string(20) unique, status: BookingStatus = pending, during: range(datetime), guests: smallint = 1 min=1, totalPrice: money? min=0, currency: currency?, notes: text?, cancelledAt: datetime?)",
    "Payment",
    "Refund",
    "Review",
  ],
  extras: {
    Booking: {
      set: {
        audit: { log: "row", actor: "app.user_id" },
        exclude: {
          bookings_no_overlap: {
            fields: "room with =, during with overlaps",
            where: "status in ('pending', 'confirmed', 'checked_in')",
          },
        },
        indexes: { idx_bookings_customer_created: ["customer", "createdAt desc"] },
      },
      why: {
        audit: "Guests and staff both change bookings; who did what can be told",
        during: "From arrival to departure as one value, so that the database can compare whole stays",
        bookings_no_overlap: "No room is given twice for the same time; cancelled bookings do not count",
        idx_bookings_customer_created: "The bookings of one customer, newest first",
      },
    },
  },
};
