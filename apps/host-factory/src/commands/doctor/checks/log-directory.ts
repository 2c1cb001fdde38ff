import { placeCheck } from '../check.js';
import { ok, wrong } from '../finding.js';
import { whyNotWritable } from '../look/blocked.js';

/** Logs are lost where their folder cannot be written; the work goes on. */
export const logDirectory = placeCheck('log-directory', 'the folder of log files can be written', ({ site, system }) => {
  // A log directory in a work directory that is closed has the same cause, and the same mend.
  const isWithin = site.logDirectory.startsWith(`${site.workDirectory}/`);
  const blocked = (isWithin ? whyNotWritable(site.workDirectory, system) : undefined) ?? whyNotWritable(site.logDirectory, system);
  if (blocked === undefined) return [ok(site.logDirectory)];
  return [wrong(`${site.logDirectory} cannot be written, so that nothing is logged: ${blocked.reason}`, blocked.mend)];
});
