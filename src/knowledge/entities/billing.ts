import type { EntityTemplate } from "../template.ts";
import { addressOf } from "./parts.ts";

/** Money: what is owed, paid, refunded and booked. */
export const billing: readonly EntityTemplate[] = [
  {
    name: "Invoice",
    aliases: ["Bill"],
    doc: "A demand for payment.",
    types: { InvoiceStatus: ["draft", "open", "paid", "void", "uncollectible"] },
    fields: {
      number: "string(32) unique",
      status: "InvoiceStatus = draft",
      currency: "currency",
      subtotal: "money min=0",
      tax: "money = 0 min=0",
      total: "money min=0",
      issuedOn: "date",
      dueOn: "date",
      paidAt: "datetime?",
      notes: "text?",
    },
    without: { Address: { billingName: "string(160)? pii=name", ...addressOf("billing") } },
    relations: {
      customer: {
        is: "one Customer as invoices on delete restrict",
        or: ["Organization", "User", "Patient"],
        why: "Invoices have to be kept by law: who owes one cannot be removed",
      },
      order: { is: "one? Order as invoices on delete restrict", why: "An order that was billed cannot be removed" },
      subscription: {
        is: "one? Subscription as invoices on delete restrict",
        why: "A subscription that was billed cannot be removed",
      },
      billingAddress: { is: "one? Address as invoices on delete restrict", why: "The address has to stay as it was" },
    },
    checks: {
      invoices_total_adds_up: "total = subtotal + tax",
      invoices_due_after_issue: "dueOn >= issuedOn",
      invoices_paid_has_time: "status <> 'paid' or paidAt is not null",
    },
    indexes: {
      idx_invoices_customer_issued: ["customer", "issuedOn desc"],
      idx_invoices_unpaid_due: { fields: ["dueOn"], where: "status = 'open'" },
    },
    why: { idx_invoices_unpaid_due: "Reminders look at open invoices by due date" },
  },
  {
    name: "InvoiceLine",
    aliases: ["InvoiceItem", "BillLine"],
    doc: "One position of an invoice.",
    fields: {
      lineNo: "int min=1",
      description: "string(255)",
      quantity: "decimal(12,3) = 1",
      unitPrice: "money",
      taxRate: "decimal(5,2) = 0 min=0 max=100",
      lineTotal: "money := quantity * unitPrice",
    },
    relations: {
      invoice: { is: "one Invoice as lines owned", why: "A line is part of its invoice" },
      product: { is: "one? Product as invoiceLines on delete restrict", why: "A line may bill something else" },
    },
    keys: { invoice_lines_invoice_line_no_key: ["invoice", "lineNo"] },
    why: { unitPrice: "May be negative: credits are lines too" },
  },
  {
    name: "Payment",
    aliases: ["Charge", "PaymentTransaction"],
    doc: "Money that came in, or the attempt.",
    types: {
      PaymentMethod: ["card", "bank_transfer", "direct_debit", "wallet", "cash"],
      PaymentStatus: ["pending", "authorized", "succeeded", "failed", "cancelled", "refunded"],
    },
    fields: {
      amount: "money",
      currency: "currency",
      method: "PaymentMethod = card",
      status: "PaymentStatus = pending",
      provider: "string(50)?",
      providerReference: "string(255)?",
      failureReason: "string(255)?",
      paidAt: "datetime?",
    },
    relations: {
      invoice: {
        is: "one Invoice as payments on delete restrict",
        or: ["Order", "Booking", "Subscription"],
        subject: true,
        why: "Money that came in has to stay explained: what it pays cannot be removed",
      },
      customer: {
        is: "one Customer as payments on delete restrict",
        or: ["User"],
        unless: ["Invoice", "Order", "Booking", "Subscription"],
        why: "Who paid; with an invoice or order it is known from there",
      },
      employee: {
        is: "one? Employee as payments on delete set null",
        why: "Who took the money, at a counter; the record stays when they leave",
      },
    },
    keys: { payments_provider_reference_key: ["provider", "providerReference"] },
    checks: { payments_amount_positive: "amount > 0" },
    indexes: { idx_payments_pending: { fields: ["createdAt"], where: "status = 'pending'" } },
    why: {
      payments_provider_reference_key: "A message of the provider that arrives twice is booked once",
      idx_payments_pending: "Pending payments are checked again, oldest first",
    },
  },
  {
    name: "Refund",
    aliases: ["Chargeback", "CreditNote"],
    doc: "Money that went back.",
    types: { RefundStatus: ["pending", "succeeded", "failed"] },
    fields: {
      amount: "money",
      currency: "currency",
      status: "RefundStatus = pending",
      reason: "string(255)?",
      providerReference: "string(255)? unique",
      refundedAt: "datetime?",
    },
    relations: {
      payment: {
        is: "one Payment as refunds on delete restrict",
        or: ["Order", "Invoice"],
        why: "A payment that was refunded cannot be removed",
      },
      approver: { is: "one? User as approvedRefunds on delete set null", why: "The refund outlives who approved it" },
    },
    checks: { refunds_amount_positive: "amount > 0" },
  },
  {
    name: "Plan",
    aliases: ["PricingPlan", "SubscriptionPlan", "Tier"],
    doc: "What can be subscribed to.",
    types: { PlanInterval: ["day", "week", "month", "year"] },
    fields: {
      code: "string(40) unique",
      name: "string(120)",
      price: "money min=0",
      currency: "currency",
      interval: "PlanInterval = month",
      intervalCount: "smallint = 1 min=1",
      trialDays: "smallint = 0 min=0",
      features: "json = {}",
      active: "boolean = true",
    },
    relations: {
      product: {
        is: "one? Product as plans on delete restrict",
        why: "A product that is subscribed to cannot be removed",
      },
    },
  },
  {
    name: "Subscription",
    aliases: ["RecurringOrder"],
    doc: "A plan that somebody pays for until it ends.",
    types: { SubscriptionStatus: ["trialing", "active", "past_due", "paused", "cancelled", "expired"] },
    fields: {
      status: "SubscriptionStatus = active",
      startedAt: "datetime = now()",
      trialEndsAt: "datetime?",
      currentPeriodStart: "datetime",
      currentPeriodEnd: "datetime",
      cancelAtPeriodEnd: "boolean = false",
      cancelledAt: "datetime?",
      providerReference: "string(255)? unique",
    },
    relations: {
      customer: {
        is: "one Customer as subscriptions on delete restrict",
        or: ["Organization", "User"],
        why: "Billing records: who pays cannot be removed",
      },
      plan: {
        is: "one Plan as subscriptions on delete restrict",
        or: ["Product"],
        why: "A plan that is in use cannot be removed, only closed",
      },
    },
    checks: { subscriptions_period_order: "currentPeriodEnd > currentPeriodStart" },
    indexes: {
      idx_subscriptions_one_active: {
        fields: ["customer", "plan"],
        unique: true,
        where: "status in ('trialing', 'active', 'past_due', 'paused')",
      },
      idx_subscriptions_renewal: { fields: ["currentPeriodEnd"], where: "status = 'active'" },
    },
    why: {
      idx_subscriptions_one_active: "One running subscription a customer and plan",
      idx_subscriptions_renewal: "The renewal job reads active subscriptions by the end of their period",
    },
  },
  {
    name: "Account",
    aliases: ["BankAccount", "LedgerAccount", "Wallet"],
    doc: "An account that money is booked on.",
    types: {
      AccountKind: ["asset", "liability", "equity", "income", "expense"],
      AccountStatus: ["open", "frozen", "closed"],
    },
    fields: {
      number: "string(34) unique",
      name: "string(120)",
      kind: "AccountKind = asset",
      status: "AccountStatus = open",
      currency: "currency",
      balance: "money = 0",
    },
    relations: {
      owner: {
        is: "one Customer as accounts on delete restrict",
        or: ["User", "Organization"],
        why: "Whoever has an account cannot be removed",
      },
    },
    why: { balance: "May be negative; it is the sum of the bookings, kept for speed and checked against them" },
  },
  {
    name: "Transaction",
    aliases: ["LedgerEntry", "Posting", "JournalEntry"],
    doc: "One booking on an account.",
    timestamps: false,
    types: { TransactionDirection: ["debit", "credit"] },
    fields: {
      direction: "TransactionDirection",
      amount: "money",
      currency: "currency",
      description: "string(255)?",
      reference: "string(100)? unique",
      bookedAt: "datetime = now()",
      createdAt: "datetime = now()",
    },
    relations: {
      account: {
        is: "one Account as transactions on delete restrict",
        or: ["Customer", "User"],
        why: "An account with bookings cannot be removed",
      },
    },
    checks: { transactions_amount_positive: "amount > 0" },
    indexes: { idx_transactions_account_booked: ["account", "bookedAt desc"] },
    why: {
      timestamps: "A booking is never changed, only reversed by another",
      idx_transactions_account_booked: "The statement of an account, newest first",
    },
  },
];
