import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { describeError } from '../../cli/describe-error.js';
import { checkAgent, checkSocket } from './checks/agent.js';
import { checkConnections } from './checks/connections.js';
import { checkLogDirectory, checkWorkDirectory } from './checks/folders.js';
import { checkHost } from './checks/host.js';
import { checkPlugins } from './checks/plugins.js';
import { checkStore } from './checks/store.js';
import { checkTemplates } from './checks/templates.js';
import { type Check, type Finding, ok, type Patient, wrong } from './finding.js';

/** Every look at a deployment, by the name under which its failure is told. */
const CHECKS: readonly (readonly [name: string, check: Check])[] = [
  ['templates', checkTemplates],
  ['work directory', checkWorkDirectory],
  ['log directory', checkLogDirectory],
  ['store', checkStore],
  ['plugins', checkPlugins],
  ['socket', checkSocket],
  ['agent', checkAgent],
  ['connections', checkConnections],
];

/** Looks at everything that a deployment needs. Never rejects: what cannot be looked at is a finding. */
export async function examine(context: CommandContext, options: SiteOptions): Promise<readonly Finding[]> {
  const findings: Finding[] = [...checkHost(context)];
  const patient = await admit(context, options);
  if ('status' in patient) return [...findings, patient];
  findings.push(ok('configuration', patient.site.configurationFile ?? `${patient.site.directory}, files of another plugin`));
  for (const [name, check] of CHECKS) findings.push(...(await look(name, check, patient)));
  return findings;
}

async function admit(context: CommandContext, options: SiteOptions): Promise<Patient | Finding> {
  try {
    const services = context.services(options);
    const site = services.site();
    return { context, services, site, configuration: await services.configuration() };
  } catch (error) {
    return wrong('configuration', describeError(error).text, 'mend it as the message says; "host-factory init DIR" writes one that works');
  }
}

async function look(name: string, check: Check, patient: Patient): Promise<readonly Finding[]> {
  try {
    return await check(patient);
  } catch (error) {
    return [wrong(name, describeError(error).text, 'mend it as the message says')];
  }
}
