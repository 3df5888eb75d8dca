import { createAppHost, openApp } from '@objectos/server';
import config from './objectos.config.ts';
import { importSuperstore } from './import-superstore.ts';

/** A process that is killed in the midst of its import: `node killed-import.contract.ts <data folder> <records>`. */
const [, , data = '', records = ''] = process.argv;
const host = createAppHost(await openApp(config, { data, synchronous: 'NORMAL' }), '');
let made = 0;
await importSuperstore({
  ...host,
  async ensure(tenant, object, record) {
    await host.ensure(tenant, object, record);
    if (++made === Number(records)) process.kill(process.pid, 'SIGKILL');
  },
}, 'main');
