import type { JsonAction } from './json-action.ts';
import { getParameter, getParameters } from './parameters.ts';
import { getProducts } from './prices.ts';
import { getMetricData, getServiceQuota, listServiceQuotas } from './quotas.ts';

/** Services that speak JSON, by what their X-Amz-Target begins with, and their operations. */
export const JSON_SERVICES: Readonly<Record<string, Readonly<Record<string, JsonAction>>>> = {
  AmazonSSM: { GetParameter: getParameter, GetParameters: getParameters },
  AWSPriceListService: { GetProducts: getProducts },
  ServiceQuotasV20190624: {
    GetServiceQuota: getServiceQuota,
    ListServiceQuotas: listServiceQuotas,
    ListAWSDefaultServiceQuotas: listServiceQuotas,
  },
  GraniteServiceVersion20100801: { GetMetricData: getMetricData },
};
