import { defineObject, f } from '@objectql/metadata';

const byFlows = { readOnly: true } as const;

/**
 * What a transition has caused and still has to happen: the outbox. A row is written in the unit of the transition itself,
 * by the flow alone (every field is read-only), and is kept as the record of what became of it.
 */
export const effectObject = defineObject({
  name: 'effect',
  label: 'Effect',
  description: 'Something that a flow has to do after a record entered a state, and what became of it.',
  title: 'key',
  fields: {
    /** `<object>:<record>:<occasion>:<index>`, the occasion being the revision that the transition made: the same for every run, so repeats are safe. */
    key: f.text({ ...byFlows, unique: true }),
    action: f.text(byFlows),
    args: f.json(byFlows),
    state: f.select(['ready', 'leased', 'done', 'dead'], byFlows),
    /** When the dispatcher must look at it again: due, or lease over. Empty once it is done or dead. */
    run_at: f.datetime(byFlows),
    attempts: f.integer(byFlows),
    lease_until: f.datetime(byFlows),
    /** Counts leases: who holds an older number has lost the effect and may not settle it. */
    lease_token: f.integer(byFlows),
    last_error: f.longText(byFlows),
    object: f.text(byFlows),
    record: f.text({ ...byFlows, index: true }),
    flow: f.text(byFlows),
    event: f.text(byFlows),
    left_state: f.text(byFlows),
    entered_state: f.text(byFlows),
    comment: f.longText(byFlows),
    /** The principal on whose rights the event was called, and the agents that acted for it. */
    caused_by: f.text(byFlows),
    actors: f.json(byFlows),
  },
  indexes: [['run_at']],
  // The dispatcher reads it with every step that it takes; those reads tell nobody anything.
  audit: { reads: 'none' },
});

export const effectFields: readonly string[] = Object.keys(effectObject.fields);
