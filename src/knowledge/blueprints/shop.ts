import type { Blueprint } from "./blueprint.ts";

const audit = { log: "row", actor: "app.user_id" };

export const shop: Blueprint = {
  name: "shop",
  aliases: ["store", "commerce", "ecommerce", "webshop"],
  doc: "products in stock, carts, orders, payments, shipments and reviews",
  entities: [
    "User",
    "Country",
    "Customer",
    "Address",
    "Category",
    "Brand",
    "Supplier",
    "Product",
    "Warehouse",
    "Inventory",
    "StockMovement(delta: int, reason: string(40), note: string(255)?, product: one Product as stockMovements on delete restrict, warehouse: one Warehouse as stockMovements on delete restrict)",
    "Coupon",
    "Cart",
    "CartItem",
    "Order",
    "OrderLine",
    "Payment",
    "Refund",
    "Shipment",
    "Review",
  ],
  extras: {
    Country: {
      set: {
        rows: [
          { code: "DE", name: "Germany", currency: "EUR" },
          { code: "FR", name: "France", currency: "EUR" },
          { code: "GB", name: "United Kingdom", currency: "GBP" },
          { code: "US", name: "United States", currency: "USD" },
        ],
      },
      why: { rows: "Addresses need countries from the first day: list here where you deliver to" },
    },
    Category: {
      set: { tree: "closure" },
      why: {
        tree: "A category shows the products of all categories below it; a closure table answers that in one join",
      },
    },
    Product: {
      set: { fields: { slug: "slug unique slug=name" } },
      why: { slug: "Made from the name when a product is saved without one" },
    },
    StockMovement: {
      set: {
        doc: "Goods that came in or went out.",
        appendOnly: true,
        timestamps: false,
        fields: { createdAt: "datetime = now()" },
        checks: { stock_movements_delta_not_zero: "delta <> 0" },
        indexes: { idx_stock_movements_product_created: ["product", "createdAt desc"] },
      },
      why: {
        appendOnly: "Stock is what its movements add up to: a wrong one is put right by another, never by a change",
        timestamps: "A movement is never changed, so it has no updatedAt",
        stock_movements_delta_not_zero: "A movement of nothing is a mistake",
        idx_stock_movements_product_created: "The history of one product, newest first",
      },
    },
    Order: {
      set: { audit, fields: { number: "string(32) unique immutable" } },
      why: {
        audit: "Who changed an order, when, and what it was before, can be told for years",
        number: "Customers quote it: it never changes",
      },
    },
    Payment: { set: { audit }, why: { audit: "Every change of a payment can be told" } },
    Refund: { set: { audit }, why: { audit: "Every change of a refund can be told" } },
  },
};
