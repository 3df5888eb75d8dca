import { definePlugin } from '@objectos/kernel';
import { confirmationsFacet } from '@objectos/mcp';
import { defineConfig } from '@objectos/server';
import { defineObject, f } from '@objectql/metadata';

const memo = defineObject({ name: 'memo', fields: { text: f.text({ required: true }) } });
const confirmed = definePlugin({ name: 'confirmed-memos', version: '1.0.0', contributes: [confirmationsFacet.of({ operation: 'memo.create', required: true })] });

/** Memos that an agent writes only when a person has said yes. */
export default defineConfig({
  plugins: [{ manifest: { name: 'memos', version: '1.0.0', objects: [memo], permissions: { writer: ['*:memos'] }, agentTools: ['memo.create'] }, from: import.meta.url, code: [confirmed] }],
  tenants: ['home'],
});
