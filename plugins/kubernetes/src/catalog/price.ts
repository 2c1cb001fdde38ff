import type { MachineShape, Market } from '@hostwright/core/provider';
import type { PriceSheet } from '../settings/settings.js';
import { marketOf } from '../template/market.js';
import { gpusOf, requestsOf } from '../template/shape.js';

const BYTES_PER_GIB = 2 ** 30;
const MIB_PER_GIB = 1_024;

/** What an hour of a pod costs by the operator's sheet; undefined when the sheet does not price what it asks for. */
export function podPricePerHour(prices: PriceSheet | undefined, spec: unknown): number | undefined {
  if (prices === undefined) return undefined;
  const requests = requestsOf(spec);
  const gpus = [...requests].filter(([name, amount]) => gpusOf(new Map([[name, amount]])) > 0);
  if (gpus.some(([name]) => !Object.hasOwn(prices.gpuHourUsd, name))) return undefined;
  const cost =
    (requests.get('cpu') ?? 0) * prices.vcpuHourUsd +
    ((requests.get('memory') ?? 0) / BYTES_PER_GIB) * prices.memoryGibHourUsd +
    gpus.reduce((total, [name, amount]) => total + amount * (prices.gpuHourUsd[name] ?? 0), 0);
  return cost > 0 ? inMarket(cost, marketOf(spec), prices) : undefined;
}

/** What an hour of a node costs: as its type is priced, else what its parts cost; undefined when the sheet says neither. */
export function nodePricePerHour(
  prices: PriceSheet | undefined,
  node: { readonly machineType: string; readonly shape: MachineShape; readonly gpus: ReadonlyMap<string, number>; readonly market: Market },
): number | undefined {
  if (prices === undefined) return undefined;
  const whole = Object.hasOwn(prices.machineTypeHourUsd, node.machineType) ? prices.machineTypeHourUsd[node.machineType] : undefined;
  if (whole !== undefined) return inMarket(whole, node.market, prices);
  if ([...node.gpus.keys()].some((name) => !Object.hasOwn(prices.gpuHourUsd, name))) return undefined;
  const cost =
    node.shape.vcpus * prices.vcpuHourUsd +
    (node.shape.memoryMib / MIB_PER_GIB) * prices.memoryGibHourUsd +
    [...node.gpus].reduce((total, [name, amount]) => total + amount * (prices.gpuHourUsd[name] ?? 0), 0);
  return cost > 0 ? inMarket(cost, node.market, prices) : undefined;
}

function inMarket(cost: number, market: Market, { spotPercent }: PriceSheet): number {
  return market === 'spot' ? (cost * spotPercent) / 100 : cost;
}
