import { defineFaults } from '@objectos/kernel';

/** Failures of the process itself: where it listens, and what the local operator asks of it. */
export const serverFault = defineFaults({
  PORT_IN_USE: ['unavailable', (a: { host: string; port: number }) => `Something else listens at ${a.host}:${a.port} already; stop it, or choose another port with --port or PORT.`],
  ADDRESS_REFUSED: ['unavailable', (a: { host: string; port: number; reason: string }) => `This machine does not let us listen at ${a.host}:${a.port} (${a.reason}); choose another --host or --port.`],
  SOCKET_PATH_TOO_LONG: ['unavailable', (a: { path: string; most: number }) =>
    `The control socket would be ${a.path}, and such a path may have ${a.most} bytes; choose a data folder with a shorter path (--data).`],
  PRINCIPAL_UNKNOWN: ['not_found', (a: { principal: string; tenant: string }) => `There is no active person or service "${a.principal}" in tenant "${a.tenant}".`],
  TENANT_NOT_NAMED: ['malformed', (a: { tenants: readonly string[] }) => `Name the tenant; there are ${a.tenants.join(', ')}.`],
});

/** What never became a request: by the code of node:http's parser, in the statuses that HTTP has for it and no category of ours. */
export const unreadableRequests = {
  HEADERS_TOO_LARGE: { parser: 'HPE_HEADER_OVERFLOW', status: 431, title: 'Too large', message: 'Address and headers are larger than 16 KiB together; send long filters with POST to .../query.' },
  REQUEST_TIMEOUT: { parser: 'ERR_HTTP_REQUEST_TIMEOUT', status: 408, title: 'Too slow', message: 'The request took too long to come.' },
  REQUEST_MALFORMED: { parser: null, status: 400, title: 'The request cannot be understood', message: 'This is not a request of HTTP/1.1.' },
} as const;
