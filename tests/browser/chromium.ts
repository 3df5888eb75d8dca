import { existsSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

/** Debian's; another one where `CHROMIUM` says so. */
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/**
 * A Chromium for this test, closed when it ends. Where there is none the test is skipped and says what to install; a long run
 * (`OBJECTOS_LONG`, which CI sets) fails instead, so that nobody takes a skipped browser for a tested one.
 */
export async function openChromium(context: TestContext): Promise<Browser | null> {
  if (!existsSync(executablePath)) {
    const remedy = `There is no Chromium at ${executablePath}: "apt-get install chromium", or name another one in CHROMIUM.`;
    if (process.env['OBJECTOS_LONG'] !== undefined) throw new Error(remedy);
    context.skip(remedy);
    return null;
  }
  // Its sandbox does not run as root, which CI is; it opens nothing but pages of these tests.
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
  context.after(() => browser.close());
  return browser;
}
