import { setTimeout as sleep } from 'node:timers/promises';
import { measure } from '../lib/measure.mjs';

/** @typedef {{ url: string, subnetId: string, securityGroupId: string, imageId: string }} Cloud */
/** @typedef {ReturnType<typeof import('./our-site.mjs').makeOurSite>} Site */
/** @typedef {{ wallMs: number, cpuMs: number }} Cost - CPU is the call's and the agent's */

/** A request that takes longer than this has failed. */
const LONGEST_MS = 1_200_000;
const POLL_MS = 500;

/**
 * One request from its templates to its end: what each of Host Factory's calls cost.
 *
 * @param {Site} site
 * @param {number} machines
 * @returns {Promise<Record<'templates' | 'request' | 'firstStatus' | 'status' | 'return', Cost>>}
 */
export async function requestAndReturn(site, machines) {
  const templates = await costOf(site, 'getAvailableTemplates', {});
  const asked = await costOf(site, 'requestMachines', { template: { templateId: 'plain', machineCount: machines } });
  const launching = await whenDone(site, asked.answer['requestId'], ({ length }) => length === machines);
  const status = await costOf(site, 'getRequestStatus', { requests: [{ requestId: asked.answer['requestId'] }] });
  const hosts = launching.machines.map(({ machineId, name }) => ({ machineId, name }));
  const given = await costOf(site, 'requestReturnMachines', { machines: hosts });
  const ending = await whenDone(site, given.answer['requestId'], () => true);
  return {
    templates: templates.cost,
    // What the agent does after the answer belongs to the call, and so does what it does for the polls.
    request: { ...asked.cost, cpuMs: asked.cost.cpuMs + launching.backgroundCpuMs },
    firstStatus: launching.first,
    status: status.cost,
    return: { ...given.cost, cpuMs: given.cost.cpuMs + ending.backgroundCpuMs },
  };
}

/** Launches a machine and leaves it. @param {Site} site */
export async function keepOneMachine(site) {
  const { answer } = await costOf(site, 'requestMachines', { template: { templateId: 'plain', machineCount: 1 } });
  await whenDone(site, answer['requestId'], ({ length }) => length === 1);
}

/**
 * Polls until a request has ended well.
 *
 * @param {Site} site
 * @param {string} requestId
 * @param {(succeeded: readonly object[]) => boolean} isWhole
 */
async function whenDone(site, requestId, isWhole) {
  const deadline = performance.now() + LONGEST_MS;
  const before = site.backgroundCpuMs();
  /** @type {Cost | undefined} */
  let first;
  while (performance.now() < deadline) {
    const { cost, answer } = await costOf(site, 'getRequestStatus', { requests: [{ requestId }] });
    first ??= cost;
    const [request] = /** @type {{ status: string, machines: { machineId: string, name: string, result: string }[] }[]} */ (
      answer['requests']
    );
    const machines = request?.machines.filter(({ result }) => result === 'succeed') ?? [];
    if (request?.status === 'complete' && isWhole(machines)) return { first, machines, backgroundCpuMs: site.backgroundCpuMs() - before };
    if (request?.status === 'complete_with_error') throw new Error(`${requestId} failed: ${JSON.stringify(answer).slice(0, 500)}`);
    await sleep(POLL_MS);
  }
  throw new Error(`${requestId} did not end`);
}

/**
 * @param {Site} site
 * @param {'getAvailableTemplates' | 'requestMachines' | 'getRequestStatus' | 'requestReturnMachines'} call
 * @param {object} input
 */
async function costOf(site, call, input) {
  const program = site.program(call, input);
  const before = site.backgroundCpuMs();
  const { wallMs, cpuMs, stdout, exitCode } = measure(program);
  if (exitCode !== 0) throw new Error(`${call} ended with ${exitCode}: ${stdout}`);
  const answer = /** @type {Record<string, any>} */ (JSON.parse(stdout));
  return { answer, cost: { wallMs, cpuMs: cpuMs + Math.max(0, site.backgroundCpuMs() - before) } };
}
