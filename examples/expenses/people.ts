/** Who uses the expenses example, a person for each role. */
export const expensePeople = [
  { id: 'emma', name: 'Emma Employee', kind: 'person', roles: ['employee'], email: 'emma@example.com' },
  { id: 'max', name: 'Max Manager', kind: 'person', roles: ['employee', 'manager'], email: 'max@example.com' },
  { id: 'dora', name: 'Dora Director', kind: 'person', roles: ['director'], email: 'dora@example.com' },
  { id: 'alan', name: 'Alan Accountant', kind: 'person', roles: ['accountant'], email: 'alan@example.com' },
] as const;
