import { defineFaults } from '@objectos/kernel';

/** Failures of the process itself: where it listens, and what the local operator asks of it. */
export const serverFault = defineFaults({
  PORT_IN_USE: ['unavailable', (a: { host: string; port: number }) => `Something else listens at ${a.host}:${a.port} already; stop it, or choose another port with --port or PORT.`],
  ADDRESS_REFUSED: ['unavailable', (a: { host: string; port: number; reason: string }) => `This machine does not let us listen at ${a.host}:${a.port} (${a.reason}); choose another --host or --port.`],
  DATA_FOLDER_REFUSED: ['unavailable', (a: { folder: string; reason: string }) => `The data folder ${a.folder} cannot be made or used (${a.reason}); choose another one with --data or OBJECTOS_DATA.`],
  SOCKET_PATH_TOO_LONG: ['unavailable', (a: { path: string; most: number }) =>
    `The control socket would be ${a.path}, and such a path may have ${a.most} bytes; choose a data folder with a shorter path (--data).`],
  FILE_NOT_WRITTEN: ['unavailable', (a: { file: string; reason: string }) => `${a.file} cannot be written (${a.reason}); choose another place with --out.`],
  FOLDER_NOT_WATCHED: ['unavailable', (a: { folder: string; reason: string }) =>
    `This machine does not let us watch ${a.folder} (${a.reason}); let it watch more (on Linux fs.inotify.max_user_watches), or start without watching: objectos start.`],
  PRINCIPAL_UNKNOWN: ['not_found', (a: { principal: string; tenant: string }) => `There is no active person or service "${a.principal}" in tenant "${a.tenant}".`],
  TENANT_NOT_NAMED: ['malformed', (a: { tenants: readonly string[] }) => `Name the tenant; there are ${a.tenants.join(', ')}.`],
  PLUGINS_NOT_OPEN: ['unavailable', () => 'The app is still starting; call again.'],
  PLUGINS_NOT_RESTORED: ['unavailable', (a: { plugins: readonly string[]; reason: string }) =>
    `What was installed (${a.plugins.join(', ')}) cannot serve, so nothing does; mend it, or take a plugin out with: objectos plugin remove <name>\n${a.reason}`],
  PLUGIN_CONFIGURED: ['conflict', (a: { plugin: string }) => `"${a.plugin}" is a plugin of objectos.config.ts; take it out there and start again, or replace it.`],
  PLUGIN_NOT_THERE: ['not_found', (a: { place: string; name: string }) => `There is no plugin at ${a.place}; name its module, or a folder with ${a.name}.`],
  PLUGIN_NO_DRY_RUN: ['unsupported', () => 'Plugins are changed or not; a change that cannot be made changes nothing.'],
  PLUGIN_OPERATOR_ONLY: ['forbidden', () => 'Plugins are the operator\'s: use objectos plugin on this machine.'],
  PLUGIN_RENAMED: ['conflict', (a: { plugin: string; place: string; now: string }) => `At ${a.place} there was plugin "${a.plugin}", and now there is "${a.now}"; take it out with: objectos plugin remove ${a.plugin}`],
  PLUGIN_THERE: ['conflict', (a: { plugin: string }) => `There is a plugin "${a.plugin}" already; put this one in its place with: objectos plugin replace`],
  PLUGIN_UNFIT: ['invalid', (a: { faults: readonly string[] }) => `The plugin cannot serve here:${a.faults.map((each) => `\n  ${each}`).join('')}`],
  PLUGIN_UNKNOWN: ['not_found', (a: { plugin: string; known: readonly string[] }) => `The app has no plugin "${a.plugin}"; it has ${a.known.join(', ')}.`],
  PLUGIN_UNREADABLE: ['invalid', (a: { place: string; reason: string }) => `The plugin at ${a.place} cannot be loaded: ${a.reason}`],
});

/** What never became a request, by the code of node:http's parser where that found it, in the statuses that HTTP has for it and no category of ours. */
export const unreadableRequests = {
  HEADERS_TOO_LARGE: { parser: 'HPE_HEADER_OVERFLOW', status: 431, title: 'Too large', message: 'Address and headers are larger than 16 KiB together; send long filters with POST to .../query.' },
  REQUEST_TIMEOUT: { parser: 'ERR_HTTP_REQUEST_TIMEOUT', status: 408, title: 'Too slow', message: 'The request took too long to come.' },
  HOST_MISSING: { parser: null, status: 400, title: 'The request cannot be understood', message: 'A request of HTTP/1.1 names the host that it is for: send the header Host.' },
  EXPECTATION_UNKNOWN: { parser: null, status: 417, title: 'Not supported', message: 'The only thing that can be expected here is 100-continue; leave the header Expect out.' },
  REQUEST_MALFORMED: { parser: null, status: 400, title: 'The request cannot be understood', message: 'This is not a request of HTTP/1.1.' },
} as const;
