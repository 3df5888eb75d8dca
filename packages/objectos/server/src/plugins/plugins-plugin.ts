import { definePlugin, metadataFacet, operationsFacet } from '@objectos/kernel';
import type { Kernel, Plugin } from '@objectos/kernel';
import { storesRef } from '@objectql/engine';
import { serverFault } from '../errors.ts';
import { InstalledPlugins, installedPluginObject } from './installed-plugins.ts';
import { PluginHost } from './plugin-host.ts';
import type { Configured } from './plugin-host.ts';
import { pluginOperations } from './plugin-operations.ts';

/** The operations on plugins, as a plugin: of the composition root, which alone has the kernel. */
export interface PluginsPlugin {
  readonly plugin: Plugin;
  /** Once the kernel runs. */
  open(kernel: Kernel, configured: Configured): PluginHost;
}

export function pluginsPlugin(): PluginsPlugin {
  let opened: PluginHost | undefined;
  const host = (): PluginHost => {
    if (opened === undefined) throw serverFault('PLUGINS_NOT_OPEN', {});
    return opened;
  };
  return {
    plugin: definePlugin({
      name: '@objectos/plugins',
      version: '0.1.0',
      contributes: [
        metadataFacet.of({ kind: 'systemObject', name: installedPluginObject.name, descriptor: installedPluginObject }),
        operationsFacet.of(...pluginOperations(host)),
      ],
    }),
    open(kernel, configured) {
      opened = new PluginHost({ kernel, installed: new InstalledPlugins(() => kernel.service(storesRef).system()), configured });
      return opened;
    },
  };
}
