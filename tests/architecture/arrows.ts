/**
 * The house as section 2 of docs/architecture.md draws it: which room may import which. Arrows are direct, never transitive.
 * A new package gets its row here and there in the same commit.
 */

interface Arrow {
  /** A room (`metadata`: the package and its entry points), or one entry point of it (`flow/step`). */
  readonly to: string;
  /** Only declarations that vanish at run time. */
  readonly types?: true;
  /** Only from this folder of `src`. */
  readonly from?: string;
}

const types = (to: string): Arrow => ({ to, types: true });
const within = (from: string, ...rooms: readonly string[]): Arrow[] => rooms.map((to) => ({ to, from }));

const anything = 'anything';

const house: Readonly<Record<string, Readonly<Record<string, readonly (string | Arrow)[] | typeof anything>>>> = {
  '@objectql': {
    metadata: [],
    expression: ['metadata'],
    engine: ['metadata', 'expression'],
    'driver-sqlite': ['metadata', 'expression', 'engine'],
    'driver-postgres': ['metadata', 'expression', 'engine'],
    schemas: ['metadata'],
  },
  '@objectos': {
    kernel: [],
    protocol: [],
    policy: ['kernel', 'metadata', 'expression'],
    records: ['kernel', 'metadata', 'expression', 'engine'],
    journal: ['kernel', 'metadata', 'engine'],
    flow: ['kernel', 'metadata', 'expression', 'records'],
    identity: ['kernel', 'metadata', 'engine', 'records'],
    tenancy: ['kernel', 'metadata', 'engine'],
    sync: ['kernel', 'metadata', 'records', 'journal', 'policy', 'protocol'],
    artifact: ['kernel', 'metadata'],
    rest: ['kernel', 'metadata', 'protocol'],
    mcp: ['kernel', 'metadata', 'protocol'],
    client: ['protocol', types('metadata'), ...within('local', 'expression', 'flow/step', 'sync/merge')],
    server: anything,
  },
  '@objectui': {
    views: ['metadata', 'kernel'],
    react: ['client', 'protocol', types('views')],
  },
};

/** Rooms that stand on Node; all others run on web standards alone, so that the edge and the browser stay possible. */
const roomsOnNode = new Set(['driver-sqlite', 'driver-postgres', 'artifact', 'server']);

/** Every package's tests may open a store, so they may reach these rooms and whatever stands below them. */
const roomsOpenToTests = ['driver-sqlite', 'driver-postgres'];

const arrows = new Map<string, readonly Arrow[]>();
for (const rooms of Object.values(house)) {
  for (const [room, targets] of Object.entries(rooms)) {
    const all = targets === anything ? Object.values(house).flatMap(Object.keys) : targets;
    arrows.set(room, all.map((target) => (typeof target === 'string' ? { to: target } : target)));
  }
}

const roomOf = (packageName: string): string => packageName.slice(packageName.indexOf('/') + 1);

/** Is this a name in one of the house's scopes? */
export function isHouseName(specifier: string): boolean {
  return Object.keys(house).some((scope) => specifier.startsWith(`${scope}/`));
}

/** Has this package its row in the table, under its own layer? */
export function hasRow(packageName: string): boolean {
  const [layer = '', room = ''] = packageName.split('/');
  return house[layer]?.[room] !== undefined;
}

export function standsOnNode(packageName: string): boolean {
  return roomsOnNode.has(roomOf(packageName));
}

/** May `importer` import `specifier`, from `folder` of its `src`, for values or for types alone? */
export function mayImport(importer: string, specifier: string, use: { folder: string; typesOnly: boolean }): boolean {
  return (arrows.get(roomOf(importer)) ?? []).some(
    (arrow) => reaches(arrow.to, specifier) && (!arrow.types || use.typesOnly) && (!arrow.from || arrow.from === use.folder),
  );
}

/** May a package list `dependency` at all: is there an arrow of any sort? */
export function mayDependOn(importer: string, dependency: string): boolean {
  return (arrows.get(roomOf(importer)) ?? []).some((arrow) => roomAt(arrow) === roomOf(dependency));
}

/** May a test of `importer` import `specifier`: is it itself, anything below it, or anything below a store? */
export function mayImportInTests(importer: string, specifier: string): boolean {
  const below = new Set([roomOf(importer), ...roomsOpenToTests]);
  for (const room of below) for (const arrow of arrows.get(room) ?? []) below.add(roomAt(arrow));
  return [...below].some((room) => reaches(room, specifier));
}

function roomAt(arrow: Arrow): string {
  return arrow.to.split('/')[0] ?? arrow.to;
}

function reaches(to: string, specifier: string): boolean {
  const path = roomOf(specifier);
  return path === to || path.startsWith(`${to}/`);
}
