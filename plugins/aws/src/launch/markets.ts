import type { Market } from '@hostwright/core/provider';
import type { AwsOptions } from '../template/options.js';

/** How many units of a launch are bought how. Both add up to what is asked. */
interface MarketSplit {
  readonly onDemandUnits: number;
  readonly spotUnits: number;
}

/** No share is meant this exactly. */
const ROUNDING = 1e-6;

/** Splits units by the template's base and share; what does not divide evenly is bought on demand, as Auto Scaling does it. */
export function splitUnits(options: Pick<AwsOptions, 'market' | 'onDemandBase' | 'onDemandPercent'>, units: number): MarketSplit {
  const onDemandUnits = onDemandUnitsOf(options, units);
  return { onDemandUnits, spotUnits: units - onDemandUnits };
}

function onDemandUnitsOf({ market, onDemandBase, onDemandPercent }: Parameters<typeof splitUnits>[0], units: number): number {
  if (market === 'on-demand') return units;
  if (market === 'spot') return 0;
  const base = Math.min(onDemandBase, units);
  // A share of 7 % comes as 7.000000000000001 from a file that says 0.07.
  return base + Math.ceil(((units - base) * onDemandPercent) / 100 - ROUNDING);
}

/** Whether a template buys in both markets, so that one call must know both. */
export function isMixed({ market, onDemandBase, onDemandPercent }: Parameters<typeof splitUnits>[0]): boolean {
  return market === 'mixed' && onDemandPercent < 100 && (onDemandPercent > 0 || onDemandBase > 0);
}

/** The market that most of a template's machines are bought in. */
export function mainMarket({ market, onDemandPercent }: Pick<AwsOptions, 'market' | 'onDemandPercent'>): Market {
  if (market === 'mixed') return onDemandPercent >= 50 ? 'on-demand' : 'spot';
  return market;
}

/** Largest share of a launch, in percent, that a template buys on the spot market. */
export function spotPercent({ market, onDemandPercent }: Pick<AwsOptions, 'market' | 'onDemandPercent'>): number {
  if (market === 'on-demand') return 0;
  return market === 'spot' ? 100 : 100 - onDemandPercent;
}
