-- Each query is followed by its rows (`-->`, the first line names the columns) or by what its refusal says (`--!`).

-- What is in stock, and where.
SELECT w.code AS place, p.sku, s.quantity
FROM stock_levels s JOIN products p ON p.id = s.product_id JOIN warehouses w ON w.id = s.warehouse_id ORDER BY 1, 2;
--> place | sku | quantity
--> BER | CUP-1 | 8
--> BER | POT-1 | 2
--> LYS | CUP-1 | 4

-- The past is not rewritten.
UPDATE stock_movements SET delta = 100 WHERE id = 1;
--! stock_movements
DELETE FROM stock_movements;
--! stock_movements
-- A sale does not bring goods in.
INSERT INTO stock_movements (product_id, warehouse_id, delta, reason) VALUES (1, 1, 5, 'sale');
--! stock_movements_direction

-- Totals are made by the database and are exact.
SELECT number, subtotal, shipping, discount, total FROM orders ORDER BY number;
--> number | subtotal | shipping | discount | total
--> A-1 | 38.9000 | 5.0000 | 3.9000 | 40.0000
--> A-2 | 9.0000 | 0.0000 | 0.0000 | 9.0000
SELECT o.number FROM orders o WHERE o.subtotal <> (SELECT sum(l.amount) FROM order_lines l WHERE l.order_id = o.id);
--> number
UPDATE orders SET discount = 50 WHERE number = 'A-1';
--! orders_discount_at_most_subtotal
UPDATE orders SET status = 'shipped' WHERE number = 'A-2';
--! orders_shipped_has_address
-- An address is whole or not there.
UPDATE orders SET ship_to_city = 'Lyon' WHERE number = 'A-2';
--! ship_to

-- Unique per order, per provider, per customer that is still there.
INSERT INTO order_lines (order_id, line_no, product_id, quantity, unit_price) VALUES (2, 1, 2, 1, 29.90);
--! order_lines_line_no_key
INSERT INTO payments (order_id, amount, provider, reference) VALUES (2, 9, 'bank', 'T-1');
--! payments_reference_key
INSERT INTO customers (email, name) VALUES ('ANN@example.com', 'Another Ann');
--! customers_email_active
-- Orders keep their customer, and with an order go its lines.
DELETE FROM customers WHERE name = 'Ann';
--! violates
BEGIN;
DELETE FROM orders WHERE number = 'A-2';
SELECT count(*) FROM order_lines WHERE order_id = 2;
--> count
--> 0
ROLLBACK;

-- Products by any attribute, and by words.
SELECT sku FROM products WHERE attributes @> '{"colour": "blue"}';
--> sku
--> CUP-1
SELECT code, digits FROM currencies ORDER BY code;
--> code | digits
--> EUR | 2
--> JPY | 0
--> USD | 2

-- Sales by day: made anew by its function.
SELECT refresh_daily_sales();
SELECT to_char(day, 'YYYY-MM-DD') AS day, currency, orders, total FROM daily_sales;
--> day | currency | orders | total
--> 2026-03-01 | EUR | 2 | 49.0000
