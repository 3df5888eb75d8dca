/** Where a database is, as whoever runs the app says it: nobody who is in the database can change it. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
}

/** Names are the same in any case, and paths of sockets are not. */
function hostName(host: string): string {
  return host.startsWith('/') ? host : host.toLowerCase();
}

/** Of a `postgres://` URL, read as `pg` reads it: parameters go before the address, and the environment fills what neither says. User and password are no part of it. */
export function databaseAddress(url: string, env: NodeJS.ProcessEnv = process.env): DatabaseAddress {
  const { hostname, port, pathname, username, searchParams } = new URL(url);
  const host = firstOf(searchParams.get('host'), decodeURIComponent(hostname.replace(/^\[(.+)\]$/u, '$1')), env['PGHOST'], 'localhost');
  // A database that nobody names has the name of who logs in.
  const database = firstOf(decodeURI(pathname.slice(1)), env['PGDATABASE'], searchParams.get('user'), decodeURIComponent(username), env['PGUSER'], env['USER']);
  return { host: hostName(host), port: Number(firstOf(searchParams.get('port'), port, env['PGPORT'], '5432')), database };
}

function firstOf(...said: readonly (string | null | undefined)[]): string {
  return said.find((each) => each !== null && each !== undefined && each !== '') ?? '';
}
