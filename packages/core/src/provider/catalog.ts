import type { Market, Offer } from '../domain/offer.js';
import type { MachineShape } from '../domain/shape.js';
import type { OperationInput, Page, PageInput } from './operation.js';

/** A machine type of the cloud. */
export interface MachineType {
  readonly name: string;
  readonly shape: MachineShape;
  readonly gpuModel: string | undefined;
}

/** A machine type in a zone and market, with its price. */
export interface CatalogOffer extends Offer {
  readonly region: string;
  /** `unknown` when the cloud does not say. */
  readonly availability: 'available' | 'unavailable' | 'unknown';
  /** When the price was read, in milliseconds since 1970. */
  readonly pricedAtMs: number | undefined;
}

/** Which offers are wanted; every given field narrows. */
export interface OfferFilter {
  readonly machineTypes?: readonly string[];
  readonly zones?: readonly string[];
  readonly market?: Market;
  readonly minVcpus?: number;
  readonly minMemoryMib?: number;
  readonly minGpus?: number;
}

/** One limit of the account and how much of it is used. */
export interface Quota {
  /** The cloud's own name of the limit. */
  readonly name: string;
  readonly unit: 'machines' | 'vcpus' | 'memory-mib' | 'gpus' | 'volumes' | 'volume-gib' | 'snapshots';
  /** Undefined for no limit. */
  readonly limit: number | undefined;
  readonly used: number;
}

/** What something will cost. */
export interface CostEstimate {
  readonly totalUsd: number;
  readonly perHourUsd: number;
  readonly durationHours: number;
  /** What was assumed, for people; empty when nothing was. */
  readonly assumptions: readonly string[];
}

/** What a cloud offers, what it costs, and what the account may use. Mandatory. */
export interface Catalog<Options> {
  /**
   * Lists zones that the connection may use.
   *
   * AWS: DescribeAvailabilityZones. GCP: zones.list. Azure: subscriptions listLocations. Kubernetes: node labels.
   */
  zones(input: OperationInput): Promise<readonly string[]>;

  /**
   * Lists machine types.
   *
   * AWS: DescribeInstanceTypes. GCP: machineTypes.list. Azure: Resource SKUs list. Kubernetes: node shapes, from list of nodes.
   */
  machineTypes(input: PageInput): Promise<Page<MachineType>>;

  /**
   * Lists what can be had where, at which price.
   *
   * AWS: DescribeInstanceTypeOfferings, DescribeSpotPriceHistory, Price List GetProducts. GCP: Cloud Billing skus.list.
   * Azure: Retail Prices. Kubernetes: none; the operator's price sheet.
   */
  offers(input: PageInput & { readonly filter: OfferFilter }): Promise<Page<CatalogOffer>>;

  /**
   * The size of the machines that a template gives: of its smallest, when it allows several types.
   *
   * AWS: DescribeInstanceTypes. GCP: machineTypes.get. Azure: Resource SKUs list. Kubernetes: none; the pod's requests.
   *
   * @throws {ProviderError} `InvalidTemplate` when the template names a type that does not exist
   */
  shape(input: OperationInput & { readonly options: Options }): Promise<MachineShape>;

  /**
   * Lists the account's limits and their use.
   *
   * AWS: Service Quotas ListServiceQuotas, CloudWatch usage. GCP: regions.get. Azure: usage list. Kubernetes: ResourceQuota list.
   */
  quotas(input: OperationInput): Promise<readonly Quota[]>;

  /**
   * Estimates what machines of a template cost.
   *
   * AWS: Price List GetProducts, DescribeSpotPriceHistory. GCP: Cloud Billing skus.list. Azure: Retail Prices. Kubernetes: none; the price sheet.
   *
   * @param input.count - machines, at least 1
   * @param input.durationHours - more than 0
   * @throws {ProviderError} `Unsupported` when no price is known
   */
  estimate(
    input: OperationInput & {
      readonly options: Options;
      readonly count: number;
      readonly durationHours: number;
    },
  ): Promise<CostEstimate>;
}
