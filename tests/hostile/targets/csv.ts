import { SalesFileError, parseSuperstore, superstoreRecords } from '../../../examples/crm/superstore.ts';
import type { Target } from '../target.ts';

/** The sales file of the CRM: records, or what is wrong with which line. */
export function open(): Target {
  return {
    words: [',', '"', '""', '\r\n', 'Row ID', 'Order ID', '2017-11-08', '42420', '261.96', '-0.5'],
    attack(input) {
      try {
        superstoreRecords(parseSuperstore(input));
        return true;
      } catch (error) {
        if (!(error instanceof SalesFileError)) throw error;
        return false;
      }
    },
  };
}
