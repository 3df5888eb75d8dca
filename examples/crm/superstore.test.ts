import assert from 'node:assert/strict';
import { test } from 'node:test';
import { superstoreCounts } from './import-superstore.ts';
import { readSuperstore, scaled, superstoreRecords } from './superstore.ts';
import type { SuperstoreLine, SuperstoreRecord } from './superstore.ts';

const lines = await readSuperstore();
const records = superstoreRecords(lines);

/** A sum of decimals, exactly, with that many digits after the point. */
export function sumOf(values: readonly string[], digits: number): string {
  const sum = values.reduce((total, value) => total + scaled(value, digits), 0n);
  const text = String(sum).padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

const column = (name: keyof SuperstoreRecord) => records.order_line.map((line) => String(line[name]));

test('counts and sums of the records are those of the file', () => {
  for (const object of ['customer', 'product', 'order', 'order_line'] as const) {
    assert.equal(records[object].length, superstoreCounts[object], object);
    assert.equal(new Set(records[object].map(({ id }) => id)).size, superstoreCounts[object], `${object}: each id once`);
  }
  assert.deepEqual(superstoreCounts, { customer: 793, product: 1894, order: 5009, order_line: 9994 });
  assert.deepEqual([sumOf(column('quantity'), 0), sumOf(column('sales'), 4), sumOf(column('profit'), 4)], ['37873', '2297200.8603', '286397.0217']);
});

/** A line of the file, of the records that it became. What was mended is mended in both. */
function joined(line: SuperstoreRecord, of: (object: 'customer' | 'product' | 'order', id: unknown) => SuperstoreRecord): SuperstoreLine {
  const order = of('order', line['order']);
  const product = of('product', line['product']);
  const customer = of('customer', order['customer']);
  const values = {
    'Row ID': line['row_no'], 'Order ID': order['order_number'], 'Order Date': order['order_date'], 'Ship Date': order['ship_date'], 'Ship Mode': order['ship_mode'],
    'Customer ID': customer['code'], 'Customer Name': customer['name'], Segment: customer['segment'], Country: order['ship_country'], City: order['ship_city'], State: order['ship_state'],
    'Postal Code': order['ship_postal_code'], Region: order['region'], 'Product ID': product['code'], Category: product['category'], 'Sub-Category': product['sub_category'], 'Product Name': product['name'],
    Sales: line['sales'], Quantity: line['quantity'], Discount: line['discount'], Profit: line['profit'],
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)])) as SuperstoreLine;
}

test('joined again, the records are the lines of the file, its oddities included', () => {
  const byId = new Map([records.customer, records.product, records.order].flat().map((record) => [record.id, record]));
  const of = (_object: string, id: unknown) => byId.get(id as string)!;
  lines.forEach((line, index) => assert.deepEqual(joined(records.order_line[index]!, of), { ...line, 'Postal Code': line['Postal Code'].padStart(5, '0') }));
});

test('the oddities of the file are there: names of products, addresses of customers, twice the same product', () => {
  const namesByCode = Map.groupBy(records.product, ({ code }) => code);
  assert.equal([...namesByCode.values()].filter((names) => names.length > 1).length, 32);
  const addresses = Map.groupBy(records.order, ({ customer }) => customer);
  assert.ok(Math.max(...[...addresses.values()].map((orders) => new Set(orders.map((order) => `${order['ship_city']} ${order['ship_postal_code']}`)).size)) >= 12);
  const pairs = records.order_line.map((line) => `${line['order']} ${line['product']}`);
  assert.ok(new Set(pairs).size < pairs.length);
  assert.ok(records.order.every((order) => /^\d{5}$/u.test(String(order['ship_postal_code']))));
});

test('sales are quantity, list price and discount, exactly', () => {
  const prices = new Map(records.product.map(({ id, list_price: price }) => [id, String(price)]));
  const otherwise = records.order_line.filter(({ product, quantity, sales, discount }) =>
    BigInt(quantity!) * scaled(prices.get(product as string)!, 2) * (100n - scaled(String(discount), 2)) !== scaled(String(sales), 4));
  assert.deepEqual(otherwise, []);
});
