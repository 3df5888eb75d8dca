const written = /^(-?)(\d+)(?:\.(\d*))?$/u;
const mostDigits = 18;

/**
 * The canonical text of a decimal: all `scale` digits, no leading zeros, no minus zero. Undefined where the value is no
 * plain decimal, has more digits after the point than `scale`, or more than 18 in all: nothing is ever rounded.
 */
export function decimalText(value: string | number, scale: number): string | undefined {
  const match = written.exec(String(value));
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = ''] = match;
  const digits = fraction.replace(/0+$/u, '');
  const integer = whole.replace(/^0+(?=\d)/u, '');
  if (digits.length > scale || (integer === '0' ? 0 : integer.length) + scale > mostDigits) return undefined;
  const text = scale === 0 ? integer : `${integer}.${digits.padEnd(scale, '0')}`;
  return sign === '' || /^[0.]*$/u.test(text) ? text : `-${text}`;
}

/** Whether decimal text `a` is less than `b`; both canonical, of one scale. */
export function isLess(a: string, b: string): boolean {
  return BigInt(a.replace('.', '')) < BigInt(b.replace('.', ''));
}

const none = new Set(['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF']);
const three = new Set(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']);

/** Digits of the minor unit of a currency (ISO 4217). */
export function minorUnits(currency: string): number {
  if (none.has(currency)) return 0;
  return three.has(currency) ? 3 : 2;
}
