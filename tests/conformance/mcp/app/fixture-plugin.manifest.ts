import { defineObject, f } from '@objectql/metadata';

/**
 * What the judge's scenarios ask for by name, as an ordinary plugin: every tool, prompt and resource is an operation that needs
 * a right on the object `fixture`. `tester` has the right that they need, `toolsmith` and `prompter` that for one more of each.
 */
export const FixturePlugin = {
  name: 'fixture',
  version: '1.0.0',
  objects: [defineObject({ name: 'fixture', fields: { name: f.text() } })],
  permissions: {
    tester: ['read:fixtures'],
    toolsmith: ['create:fixtures'],
    prompter: ['update:fixtures'],
  },
};
