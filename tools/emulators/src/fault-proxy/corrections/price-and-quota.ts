import type { Call } from '../call.js';
import type { Reply } from '../message.js';
import type { Correction } from './forward.js';

/** US dollars an hour, made up. */
const PRICES_USD: Readonly<Record<string, string>> = {
  't2.micro': '0.0116',
  't3.micro': '0.0104',
  'm5.large': '0.0960',
  'm5.xlarge': '0.1920',
  'c5.large': '0.0850',
  'c5.xlarge': '0.1700',
};

/** Source: Service Quotas, service code ec2. */
const QUOTAS = [
  ['L-1216C47A', 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances', 'Standard/OnDemand'],
  ['L-34B43A08', 'All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests', 'Standard/Spot'],
] as const;

/**
 * The Price List knows a few machine types; moto has none of it.
 *
 * Source: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html
 */
export const getProducts: Correction = unlessDenied(async (call) => {
  const { Filters = [] } = bodyOf(call) as { readonly Filters?: readonly { readonly Field: string; readonly Value: string }[] };
  const wanted = new Map(Filters.map(({ Field, Value }) => [Field, Value]));
  const type = wanted.get('instanceType');
  const types = Object.entries(PRICES_USD).filter(([name]) => type === undefined || name === type);
  const products = types.map(([name, USD]) => ({
    product: { productFamily: 'Compute Instance', attributes: { ...Object.fromEntries(wanted), instanceType: name }, sku: name },
    serviceCode: 'AmazonEC2',
    terms: { OnDemand: { [`${name}.1`]: { priceDimensions: { [`${name}.1.1`]: { unit: 'Hrs', pricePerUnit: { USD } } } } } },
    version: '20260101000000',
  }));
  return jsonReply({ FormatVersion: 'aws_v1', PriceList: products.map((product) => JSON.stringify(product)) });
});

/**
 * Quotas of EC2 in vCPUs, with the metrics that tell their use; moto has quotas of VPC only.
 *
 * Source: https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_ServiceQuota.html
 */
export const listServiceQuotas: Correction = unlessDenied(async () => {
  const quotas = QUOTAS.map(([QuotaCode, QuotaName, kind]) => ({
    ServiceCode: 'ec2',
    QuotaCode,
    QuotaName,
    Value: 5_000,
    UsageMetric: {
      MetricNamespace: 'AWS/Usage',
      MetricName: 'ResourceCount',
      MetricDimensions: { Class: kind, Resource: 'vCPU', Service: 'EC2', Type: 'Resource' },
      MetricStatisticRecommendation: 'Maximum',
    },
  }));
  return jsonReply({ Quotas: quotas });
});

/** Whether somebody may ask is moto's to say, where it has been told to ask for permissions. */
function unlessDenied(correction: Correction): Correction {
  return async (call, forward) => {
    const reply = await forward(call);
    return reply.status === 403 ? reply : correction(call, forward);
  };
}

function bodyOf({ sent }: Call): unknown {
  return JSON.parse(sent.body.toString());
}

function jsonReply(answer: object): Reply {
  return {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1', date: new Date().toUTCString() },
    body: JSON.stringify(answer),
  };
}
