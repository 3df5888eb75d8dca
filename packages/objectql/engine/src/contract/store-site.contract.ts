import type { Driver } from '../driver.ts';

/** A place where one store lives, and how the process that owns it starts and dies. Each test gets one of its own. */
export interface StoreSite {
  /** Opens a driver on what the place holds; called again after the last driver was closed or killed. */
  open(): Promise<Driver>;
  /** Ends the driver as a killed process does, in the middle of whatever it does: nothing commits, nothing is tidied up. */
  kill(driver: Driver): void | Promise<void>;
  /** Removes the place. */
  remove(): void | Promise<void>;
}

export type CreateSite = () => StoreSite | Promise<StoreSite>;
