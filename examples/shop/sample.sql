INSERT INTO customers (email, name) VALUES ('ann@example.com', 'Ann'), ('bob@example.com', 'Bob');
INSERT INTO products (sku, name, price, currency_code, attributes) VALUES
  ('CUP-1', 'Blue cups', 4.50, 'EUR', '{"colour": "blue"}'),
  ('POT-1', 'A tea pot', 29.90, 'EUR', '{"colour": "white", "litres": 1.2}');
INSERT INTO warehouses (code, name) VALUES ('BER', 'Berlin'), ('LYS', 'Lyon');
INSERT INTO orders (number, status, customer_id, currency_code, subtotal, shipping, discount, ship_to_street, ship_to_city, ship_to_country, placed_at)
VALUES
  ('A-1', 'paid', 1, 'EUR', 38.90, 5, 3.90, 'Hauptstr. 1', 'Berlin', 'DE', '2026-03-01 10:00+00'),
  ('A-2', 'pending', 2, 'EUR', 9.00, 0, 0, NULL, NULL, NULL, '2026-03-01 12:00+00');
INSERT INTO order_lines (order_id, line_no, product_id, quantity, unit_price) VALUES
  (1, 1, 1, 2, 4.50), (1, 2, 2, 1, 29.90), (2, 1, 1, 2, 4.50);
INSERT INTO stock_movements (product_id, warehouse_id, delta, reason, line_id) VALUES
  (1, 1, 10, 'purchase', NULL), (1, 2, 4, 'purchase', NULL), (2, 1, 3, 'purchase', NULL),
  (1, 1, -2, 'sale', 1), (2, 1, -1, 'sale', 2);
INSERT INTO payments (order_id, amount, provider, reference) VALUES (1, 40, 'bank', 'T-1');
