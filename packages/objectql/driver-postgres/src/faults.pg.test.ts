import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, test } from 'node:test';
import type { Driver, Lane, Store } from '@objectql/engine';
import { FaultyWire } from './faulty-wire.contract.ts';
import { PostgresDatabase } from './postgres-database.ts';
import type { PostgresOptions } from './postgres-database.ts';
import { TestDatabase, testOnServer } from './test-server.contract.ts';
import { account, attempt, faultOfJournal, insert, openTrial, rowsOf, visit } from './trial.contract.ts';

type Moment = 'began' | 'loaded' | 'applying' | 'applied';

/** The driver, with a test's hand at each step of its lanes. Commits travel `alone`, or with the apply before them. */
function interposed(driver: Driver, at: (moment: Moment) => void | Promise<void>, commits: 'alone' | 'with apply' = 'alone'): Driver {
  const lane = (inner: Lane): Lane => ({
    get head() {
      return inner.head;
    },
    async load(needs) {
      const loaded = await inner.load(needs);
      await at('loaded');
      return loaded;
    },
    async apply(changes, entries, last) {
      await at('applying');
      await inner.apply(changes, entries, commits === 'alone' ? undefined : last);
      await at('applied');
    },
  });
  return new Proxy(driver, {
    get(target, name) {
      if (name === 'lane') {
        return (work: (each: Lane) => Promise<unknown>) => target.lane(async (inner) => {
          await at('began');
          return work(lane(inner));
        });
      }
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

/** Does something at the first time that a moment comes, and nothing later. */
function once(moment: Moment, act: () => void | Promise<void>): (moment: Moment) => void | Promise<void> {
  let done = false;
  return (now) => {
    if (done || now !== moment) return undefined;
    done = true;
    return act();
  };
}

/** One unit was committed once, and the store is sound and goes on. */
async function assertVisitedOnce(store: Store): Promise<void> {
  assert.deepEqual((await rowsOf(store, account)).map(({ visits, revision }) => [visits, revision]), [[1, 2]]);
  assert.equal((await store.head()).seq, 2);
  assert.equal((await store.commit(visit('a'))).accepted, true);
  assert.equal(await faultOfJournal(store), null);
}

testOnServer('faults', () => {
  let server: TestDatabase;
  let wire: FaultyWire;
  let database: PostgresDatabase;
  let opened: PostgresDatabase[] = [];

  before(async () => {
    server = await TestDatabase.create();
    wire = await FaultyWire.lay(server.url);
  });
  after(async () => {
    await wire.remove();
    await server.drop();
  });
  beforeEach(async () => {
    wire.mend();
    opened = [];
    database = await open();
    const store = await openTrial(database.driver('acme'));
    await store.commit(attempt([insert(account, 'a', { name: 'Acme', visits: 0 })]));
  });
  afterEach(async () => {
    for (const each of opened) each.abort();
    await server.execute('DROP SCHEMA objectos CASCADE; DROP SCHEMA objectos_system CASCADE; DROP SCHEMA IF EXISTS faults CASCADE');
  });

  async function open(options: Partial<PostgresOptions> = {}): Promise<PostgresDatabase> {
    const made = await PostgresDatabase.open({ url: wire.url, connections: 3, ...options });
    opened.push(made);
    return made;
  }

  function storeThat(at: (moment: Moment) => void | Promise<void>, commits?: 'alone' | 'with apply'): Promise<Store> {
    return openTrial(interposed(database.driver('acme'), at, commits));
  }

  async function terminate(): Promise<void> {
    await server.execute(`SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE datname = '${server.name}' AND pid <> pg_backend_pid()`);
  }

  for (const moment of ['began', 'loaded', 'applying', 'applied'] as const) {
    test(`a connection that is cut when the lane has ${moment} loses nothing: the work is done again on another`, async () => {
      const store = await storeThat(once(moment, () => wire.cut()));
      assert.equal((await store.commit(visit('a'))).accepted, true);
      await assertVisitedOnce(store);
    });

    test(`a backend that is terminated when the lane has ${moment} loses nothing either`, async () => {
      const store = await storeThat(once(moment, terminate));
      assert.equal((await store.commit(visit('a'))).accepted, true);
      await assertVisitedOnce(store);
    });
  }

  test('a commit that never reached the server is made again', async () => {
    const store = await storeThat(once('applied', () => wire.breakAt('before')));
    assert.equal((await store.commit(visit('a'))).accepted, true);
    await assertVisitedOnce(store);
  });

  test('a commit whose answer was lost is found to have happened, and not made again', async () => {
    let lanes = 0;
    const cut = once('applied', () => wire.breakAt('after'));
    const store = await storeThat((moment) => {
      if (moment === 'began') lanes += 1;
      return cut(moment);
    });
    const outcome = await store.commit(visit('a'));
    assert.deepEqual([outcome.accepted, outcome.accepted && outcome.seq, lanes], [true, 2, 1]);
    await assertVisitedOnce(store);
  });

  for (const fault of ['before', 'after'] as const) {
    test(`an apply that carries its commit and is cut ${fault} the server hears of it is there once`, async () => {
      let lanes = 0;
      const cut = once('applying', () => wire.breakAt(fault));
      const store = await storeThat((moment) => {
        if (moment === 'began') lanes += 1;
        return cut(moment);
      }, 'with apply');
      assert.equal((await store.commit(visit('a'))).accepted, true);
      assert.equal(lanes, fault === 'before' ? 2 : 1, 'what happened is not done again');
      await assertVisitedOnce(store);
    });
  }

  test('an apply that the database refuses takes its commit with it', async () => {
    const store = await storeThat(() => undefined, 'with apply');
    await server.execute(`UPDATE objectos.account SET "revision" = 7`);
    const hidden = once('loaded', () => server.execute(`UPDATE objectos.account SET "revision" = 8`).then(() => undefined));
    const other = await storeThat(hidden, 'with apply');
    await assert.rejects(other.commit(visit('a')), { code: 'ROW_COUNT_UNEXPECTED' });
    assert.equal((await store.head()).seq, 1);
    assert.deepEqual((await rowsOf(store, account)).map(({ visits }) => visits), [0]);
    assert.equal(await faultOfJournal(store), null);
  });

  test('a lost commit of a unit that leaves no entry is found by the transaction itself', async () => {
    for (const fault of ['before', 'after'] as const) {
      const store = await storeThat(once('applied', () => wire.breakAt(fault)));
      const nothing = attempt([], `key-${fault}`);
      assert.equal((await store.commit(nothing)).accepted, true);
      const again = await store.commit(nothing);
      assert.equal(again.accepted && again.replayed, true, 'its command is remembered');
      assert.equal((await store.head()).seq, 1);
    }
  });

  test('where nobody can be asked what became of a commit the caller is told, and the same command is done once', async () => {
    const patient = await open({ patience: 50 });
    const store = await openTrial(interposed(patient.driver('acme'), once('applied', () => wire.breakAt('after', { refuse: true }))));
    const command = { ...visit('a'), command: { key: 'k', digest: 'd' } };
    await assert.rejects(store.commit(command), { code: 'STORE_OUTCOME_UNKNOWN', category: 'unavailable' });
    wire.mend();
    const again = await store.commit(command);
    assert.equal(again.accepted && again.replayed, true);
    await assertVisitedOnce(store);
  });

  test('a server that cannot be reached is said to be, for every unit of the group at once', async () => {
    const store = await storeThat(() => undefined);
    wire.breakAt('before', { refuse: true });
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => store.commit(visit('a'))));
    assert.ok(outcomes.every((each) => each.status === 'rejected' && (each.reason as { code: string }).code === 'STORE_UNREACHABLE'));
    await assert.rejects(store.head(), { code: 'STORE_UNREACHABLE', category: 'unavailable' });
    wire.mend();
    assert.equal((await store.commit(visit('a'))).accepted, true);
    await assertVisitedOnce(store);
  });

  test('reads go on when every idle connection has been cut', async () => {
    const store = await storeThat(() => undefined);
    await Promise.all(Array.from({ length: 3 }, () => store.head()));
    wire.cut();
    const heads = await Promise.all(Array.from({ length: 6 }, () => store.head()));
    assert.ok(heads.every(({ seq }) => seq === 1));
    await terminate();
    assert.equal((await rowsOf(store, account)).length, 1);
  });

  for (const [what, code] of [['serialization failure', '40001'], ['deadlock', '40P01']] as const) {
    test(`a ${what} is not the caller's: the work is done again`, async () => {
      await server.execute(`CREATE SCHEMA faults; CREATE SEQUENCE faults.times; CREATE FUNCTION faults.fail() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
        BEGIN IF nextval('faults.times') <= 3 THEN RAISE EXCEPTION 'injected' USING ERRCODE = '${code}'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER fail BEFORE UPDATE ON objectos.account FOR EACH ROW EXECUTE FUNCTION faults.fail()`);
      const store = await storeThat(() => undefined);
      assert.equal((await store.commit(visit('a'))).accepted, true);
      await assertVisitedOnce(store);
    });
  }

  test('a condition that comes again and again is told as a busy store', async () => {
    await server.execute(`CREATE SCHEMA faults; CREATE FUNCTION faults.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'injected' USING ERRCODE = '40001'; END $$;
      CREATE TRIGGER fail BEFORE UPDATE ON objectos.account FOR EACH ROW EXECUTE FUNCTION faults.fail()`);
    const store = await storeThat(() => undefined);
    await assert.rejects(store.commit(visit('a')), { code: 'STORE_BUSY', category: 'unavailable' });
    await server.execute('DROP TRIGGER fail ON objectos.account');
    assert.equal((await store.commit(visit('a'))).accepted, true);
    await assertVisitedOnce(store);
  });

  test('a real deadlock with somebody else ends, and the unit is committed once', async () => {
    const other = await server.connect();
    await other.query('BEGIN; UPDATE objectos.account SET "visits" = "visits"');
    let theirs: Promise<unknown> = Promise.resolve();
    const store = await storeThat(once('applying', () => {
      // They hold the row that we are about to write, and now want the head that we hold.
      theirs = other.query('SELECT 1 FROM objectos._head FOR UPDATE').then(() => other.query('ROLLBACK'), () => other.query('ROLLBACK'));
    }));
    assert.equal((await store.commit(visit('a'))).accepted, true);
    await theirs;
    await other.end();
    await assertVisitedOnce(store);
  });

  test('a lock that is held too long is told as a busy store, and nothing was changed', async () => {
    const hasty = await open({ statementTimeout: 200 });
    const store = await openTrial(hasty.driver('acme'));
    const other = await server.connect();
    await other.query('BEGIN; SELECT 1 FROM objectos._head FOR UPDATE');
    await assert.rejects(store.commit(visit('a')), { code: 'STORE_BUSY', category: 'unavailable' });
    await other.query('ROLLBACK');
    await other.end();
    assert.equal((await store.commit(visit('a'))).accepted, true);
    await assertVisitedOnce(store);
  });

  test('a read that waits for a lock is told as a busy store and not as a costly read, and a write waits for longer than a read may take', async () => {
    const hasty = await open({ readTimeout: 100 });
    const store = await openTrial(hasty.driver('acme'));
    const other = await server.connect();
    await other.query('BEGIN; LOCK TABLE objectos.account IN ACCESS EXCLUSIVE MODE');
    const writing = Promise.allSettled([store.commit(visit('a'))]);
    const reads: PromiseSettledResult<unknown>[] = [];
    for (let each = 0; each < 3; each += 1) reads.push(...(await Promise.allSettled([rowsOf(store, account)])));
    await other.query('ROLLBACK');
    await other.end();
    const [written] = await writing;
    for (const read of reads) assert.equal(read.status === 'rejected' && (read.reason as { readonly code: string }).code, 'STORE_BUSY');
    assert.equal(written.status === 'fulfilled' && written.value.accepted, true);
    await assertVisitedOnce(store);
  });

  test('in a storm of cuts every unit that was accepted is there once, and every one that was not is not', async () => {
    const store = await storeThat(() => undefined);
    const waiting = new Set(Array.from({ length: 40 }, (_, each) => each));
    const cutting = (async () => {
      while (waiting.size > 0) {
        wire.cut();
        for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => void setImmediate(resolve));
      }
    })();
    const outcomes = await Promise.all([...waiting].map(async (each) => {
      const accepted = await store.commit(visit('a')).then(({ accepted: yes }) => yes, (error: { code: string }) => (error.code === 'STORE_OUTCOME_UNKNOWN' ? null : false));
      waiting.delete(each);
      return accepted;
    }));
    await cutting;
    const [row] = await rowsOf(store, account);
    const visits = Number(row?.['visits']);
    const [yes, unknown] = [true, null].map((what) => outcomes.filter((each) => each === what).length);
    assert.ok(visits >= Number(yes) && visits <= Number(yes) + Number(unknown), `${visits} of ${yes} and ${unknown}`);
    assert.equal(await faultOfJournal(store), null);
  });
});
