import { testCommands } from './contract/commands.contract.ts';
import { testGroups } from './contract/groups.contract.ts';
import { testLiveMigration } from './contract/live-migration.contract.ts';
import { testLogs } from './contract/logs.contract.ts';
import { testReads } from './contract/reads.contract.ts';
import { testRaces } from './contract/races.contract.ts';
import type { CreateSite } from './contract/store-site.contract.ts';

export { testRenames } from './contract/renames.contract.ts';
export { testReadLimit } from './contract/read-limit.contract.ts';
export type { CreateSite, StoreSite } from './contract/store-site.contract.ts';

/**
 * What every driver must do under the engine, as tests: call it from a test file of the driver. Each test makes a site of
 * its own, may kill the driver and open another on the same site, and ends by verifying that the journal makes the tables.
 */
export function testStoreContract(name: string, createSite: CreateSite): void {
  testRaces(name, createSite);
  testCommands(name, createSite);
  testGroups(name, createSite);
  testLogs(name, createSite);
  testReads(name, createSite);
  testLiveMigration(name, createSite);
}
