import { defineFaults } from '@objectos/kernel';

/** Every fault that the journal can raise. */
export const fault = defineFaults({
  JOURNAL_NOT_STARTED: ['unavailable', () => 'The journal is not running yet; call again when the kernel has started.'],
});
