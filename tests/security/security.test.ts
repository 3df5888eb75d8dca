import { after, before } from 'node:test';
import { testAgents } from './agents.ts';
import { testHiddenFields } from './hidden-fields.ts';
import { testHiddenRecords } from './hidden-records.ts';
import { testHttpEdge } from './http-edge.ts';
import { testLiveRights } from './live-rights.ts';
import { testMasks } from './masks.ts';
import { testSideBySide } from './side-by-side.ts';
import { Site } from './site.ts';
import { testTwoWorlds } from './two-worlds.ts';

/*
 * What must not leak, on every surface of one running server. The cases are those of the leak checklist that the project keeps
 * for its surfaces (C4): each suite says which of them it holds.
 */

let site: Site;
/** The world in which nothing of what is hidden exists. */
let bare: Site;

before(async () => {
  [site, bare] = await Promise.all([Site.open('app'), Site.open('app-without-secrets')]);
});
after(() => Promise.all([site.close(), bare.close()]));

testHiddenFields(() => site);
testTwoWorlds(() => site, () => bare);
testHiddenRecords(() => site);
testMasks(() => site);
testLiveRights(() => site);
testAgents(() => site);
testHttpEdge(() => site);
testSideBySide(() => site);
