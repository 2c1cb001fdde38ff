import { describe, expect, it } from 'vitest';
import { testSession } from '../session/testing/test-session.js';
import { machineCapabilities } from './capabilities.js';
import { rateLimits } from './rate-limits.js';

const capabilitiesWith = (settings: Readonly<Record<string, unknown>> = {}) =>
  machineCapabilities(testSession('http://127.0.0.1:9', settings).session.settings);

describe('what machines on AWS can do', { tags: ['aws.calls', 'contract'] }, () => {
  it('takes as many units at once as the most generous way to launch', () => {
    const limits = { maxInstancesPerRun: 200, maxFleetUnits: 5_000 };
    expect(capabilitiesWith({ limits, handlers: ['run-instances'] }).maxUnitsPerLaunch).toBe(200);
    expect(capabilitiesWith({ limits, handlers: ['run-instances', 'ec2-fleet'] }).maxUnitsPerLaunch).toBe(5_000);
  });

  it('has a feed where a queue of events is configured, and only there', () => {
    expect(capabilitiesWith().feed).toBe(false);
    expect(capabilitiesWith({ eventQueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/events' }).feed).toBe(true);
  });

  it('never takes an absence for final within five minutes, and trusts a token for an hour', () => {
    for (const { visibilityHorizonMs, replayHorizonMs } of capabilitiesWith().kinds)
      expect([visibilityHorizonMs, replayHorizonMs]).toEqual([300_000, 3_600_000]);
  });

  it('begins with the allowances that AWS publishes less half a second of refill, each action once', () => {
    const actions = rateLimits.map(({ action }) => action);
    expect(new Set(actions).size).toBe(actions.length);
    const published = {
      RunInstances: [5, 2],
      'RunInstances:instances': [1_000, 2],
      DescribeInstances: [100, 20],
      TerminateInstances: [100, 5],
      'TerminateInstances:instances': [1_000, 20],
    };
    for (const [action, [size = 0, refillPerSecond = 0]] of Object.entries(published))
      expect(rateLimits).toContainEqual({ action, burst: size - Math.ceil(refillPerSecond / 2), refillPerSecond });
  });
});
