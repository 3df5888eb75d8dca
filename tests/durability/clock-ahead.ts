/*
 * Loaded before a server, it moves the clock of the process: a machine that was down for a while and came back. What waits for
 * a moment that has passed meanwhile (the lease of an effect that was running when the process was killed) is due at once.
 */
export const ahead = Number(process.env['CLOCK_AHEAD'] ?? '0');
const now = Date.now.bind(Date);
Date.now = () => now() + ahead;
