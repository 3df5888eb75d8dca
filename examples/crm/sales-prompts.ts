import { definePlugin } from '@objectos/kernel';
import { promptsFacet } from '@objectos/mcp';

/** What people pick in their client to begin a conversation about sales with. */
export const salesPrompts = definePlugin({
  name: '@examples/sales-prompts',
  version: '1.0.0',
  contributes: [
    promptsFacet.of({
      name: 'customer_brief',
      title: 'Prepare a call',
      description: 'Who the customer is, and what to talk about.',
      needs: ['customer.get'],
      arguments: [{ name: 'customer', description: 'Id of the customer', required: true, completes: { object: 'customer' } }],
      messages: [
        { role: 'user', resource: 'objectos://records/customer/{customer}' },
        { role: 'user', text: 'I am about to call this customer. Tell me in five sentences who it is and what I should bring up.' },
      ],
    }),
  ],
});
