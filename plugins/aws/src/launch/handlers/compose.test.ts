import { assert, constantFrom, integer, property, record, uniqueArray } from 'fast-check';
import { HEADER_KEYS, tagsOfHeader } from '@hostwright/core/provider';
import { describe, expect, it } from 'vitest';
import { HANDLERS } from '../../template/handlers.js';
import type { Handler } from '../../template/options.js';
import { readDocument, writeDocument } from '../document.js';
import { HEADER, PLAIN } from '../testing/options.js';
import type { Plan } from './handler.js';
import { HANDLER_TABLE } from './table.js';

const LIMITS = { maxSpotPercent: 100, maxAutoScalingGroupSize: 300, maxInstancesPerRun: 100, maxFleetUnits: 1_000 };

/** Units of one call; RunInstances counts machines. */
const MOST_UNITS: Readonly<Partial<Record<Handler, number>>> = {
  'ec2-fleet': LIMITS.maxFleetUnits,
  'spot-fleet': LIMITS.maxFleetUnits,
  'auto-scaling-group': LIMITS.maxAutoScalingGroupSize,
};

const wishes = record({
  units: integer({ min: 1, max: 10_000 }),
  market: constantFrom('on-demand' as const, 'spot' as const, 'mixed' as const),
  onDemandPercent: integer({ min: 0, max: 100 }),
  onDemandBase: integer({ min: 0, max: 50 }),
  fleetType: constantFrom('instant' as const, 'request' as const, 'maintain' as const),
  weights: uniqueArray(integer({ min: 1, max: 16 }), { minLength: 1, maxLength: 5 }),
});

describe.each(HANDLERS.map((name) => ({ name, handler: HANDLER_TABLE[name] })))(
  'composing a launch: $name',
  { tags: ['aws.launch.fleet', 'contract'] },
  ({ handler }) => {
    it('asks for exactly the units that are wanted, in parts within the limits, each reading back as it was written', () => {
      assert(
        property(wishes, (wish) => {
          const plan = planOf(wish);
          if (handler.refusals(plan.options, { limits: LIMITS }).length > 0) return;
          const composed = handler.compose(plan);
          const document = { ...composed, handler: handler.handler, region: 'us-east-1', zones: {} };
          const written = writeDocument(document);
          expect(written.parts).toBe(composed.parts.length);
          expect(readDocument(written)).toEqual(JSON.parse(JSON.stringify(document)));
          expect(composed.parts.reduce((sum, { units }) => sum + units, 0)).toBe(plan.units);
          const most = MOST_UNITS[handler.handler] ?? LIMITS.maxInstancesPerRun * plan.offer.unitsPerMachine;
          expect(composed.parts.every(({ units }) => units >= 1 && units <= most)).toBe(true);
        }),
        { numRuns: 200 },
      );
    });

    it('marks every machine and volume with the intent', () => {
      const composed = handler.compose(planOf({ ...PLAIN, units: 3, weights: [1] }));
      const text = JSON.stringify([composed.call, composed.launchTemplates]);
      const volumes = text.split('"volume"')[1] ?? '';
      expect(composed.tags).toEqual(expect.arrayContaining([...tagsOfHeader(HEADER)]));
      expect(volumes).toContain(HEADER_KEYS.intentId);
    });
  },
);

type Wish = Pick<typeof PLAIN, 'market' | 'onDemandPercent' | 'onDemandBase' | 'fleetType'> & {
  readonly units: number;
  readonly weights: readonly number[];
};

function planOf({ units, weights, market, onDemandPercent, onDemandBase, fleetType }: Wish): Plan {
  const types = weights.map((weight) => ({ type: `c5.${weight}xlarge`, weight, priority: undefined }));
  const options = { ...PLAIN, market, onDemandPercent, onDemandBase, fleetType, types, fleetRole: 'arn:aws:iam::123456789012:role/fleet' };
  const [offer] = HANDLER_TABLE['run-instances'].offers(options);
  if (offer === undefined) throw new Error('no offer');
  return {
    options,
    offer,
    units,
    limits: LIMITS,
    region: 'us-east-1',
    bases: [{ data: { ImageId: 'ami-0001' }, tags: new Map(), types: {} }],
    fleetFile: undefined,
    zones: {},
    statedTags: [],
    headerTags: tagsOfHeader(HEADER),
    deploymentTag: { key: HEADER_KEYS.deploymentId, value: HEADER.deploymentId },
    deploymentId: HEADER.deploymentId,
    nowMs: 0,
  };
}
