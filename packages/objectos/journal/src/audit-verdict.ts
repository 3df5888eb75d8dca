import type { Store } from '@objectql/engine';
import type { JournalServices } from './journal-services.ts';
import type { JournalVerdict } from './journal-verdict.ts';
import { verifyJournal } from './verify-journal.ts';
import type { VerifiedRows } from './verify-rows.ts';

/** Verifies the journal that has its checkpoints under this name. One that is found whole gets a checkpoint: from then on everything up to here is vouched for. */
export async function auditVerdict({ platform, recorder, checkpoints }: JournalServices, ...[name, store, rows]: [name: string, store: Store, rows: VerifiedRows]): Promise<JournalVerdict> {
  await recorder.flush();
  const known = await checkpoints?.kept.list(name) ?? [];
  const verdict = await verifyJournal({ store, host: platform, checkpoints: known, rows });
  if (verdict.ok) await checkpoints?.keeper.keep(name, store);
  return verdict;
}
