/** Who uses the CRM example: a person for each role, and an agent that acts for the sales manager. */
export const crmPeople = [
  { id: 'rita', name: 'Rita Rep', kind: 'person', roles: ['sales-rep'], email: 'rita@example.com' },
  { id: 'mona', name: 'Mona Manager', kind: 'person', roles: ['sales-manager'], email: 'mona@example.com' },
  { id: 'finn', name: 'Finn Finance', kind: 'person', roles: ['finance'], email: 'finn@example.com' },
  { id: 'lena', name: 'Lena Legal', kind: 'person', roles: ['legal'], email: 'lena@example.com' },
  { id: 'dave', name: 'Dave Data', kind: 'person', roles: ['data-steward'], email: 'dave@example.com' },
  { id: 'copilot', name: 'Sales copilot', kind: 'agent', roles: [], email: null },
] as const;

/** The copilot acts for the sales manager; what it may do at all is what its delegation lists. */
export const copilotForMona = { id: 'copilot-for-mona', principal: 'mona', agent: 'copilot', operations: ['*'], purpose: 'Prepares customers and opportunities for Mona.' };
