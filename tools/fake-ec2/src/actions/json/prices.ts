import type { Cloud } from '../../cloud/cloud.ts';
import { INSTANCE_TYPES, type InstanceType } from '../../cloud/instance-types.ts';
import { ApiError } from '../../server/api-error.ts';
import type { JsonInput } from './json-action.ts';

interface TermFilter {
  readonly Field: string;
  readonly Value: string;
}

/** One price for each type and region, those on hardware of one customer a tenth dearer. Source: Price List API reference, GetProducts, format aws_v1. */
export function getProducts(cloud: Cloud, { ServiceCode, Filters, MaxResults, NextToken }: JsonInput): object {
  if (ServiceCode !== 'AmazonEC2') throw new ApiError('NotFoundException', `There is no service ${String(ServiceCode)}`);
  const filters = (Array.isArray(Filters) ? Filters : []) as readonly TermFilter[];
  const regions = filters.filter(({ Field }) => Field === 'regionCode').map(({ Value }) => Value);
  const products = (regions.length > 0 ? regions : [cloud.region]).flatMap((region) =>
    [...INSTANCE_TYPES.values()].flatMap((type) => ['Shared', 'Dedicated'].map((tenancy) => productOf(type, region, tenancy))),
  );
  const found = products.filter(({ product: { attributes } }) => filters.every(({ Field, Value }) => attributes[Field] === Value));
  const start = Number(NextToken ?? 0);
  const end = start + (typeof MaxResults === 'number' ? MaxResults : 100);
  return {
    FormatVersion: 'aws_v1',
    PriceList: found.slice(start, end).map((product) => JSON.stringify(product)),
    ...(end < found.length && { NextToken: String(end) }),
  };
}

interface Product {
  readonly serviceCode: string;
  readonly terms: object;
  readonly product: { readonly sku: string; readonly productFamily: string; readonly attributes: Readonly<Record<string, string>> };
}

function productOf({ name, vcpus, memoryMib, onDemandUsd }: InstanceType, regionCode: string, tenancy: string): Product {
  const sku = `${name}.${tenancy}`.toUpperCase();
  const USD = (onDemandUsd * (tenancy === 'Dedicated' ? 1.1 : 1)).toFixed(10);
  const attributes = {
    servicecode: 'AmazonEC2',
    instanceType: name,
    vcpu: String(vcpus),
    memory: `${memoryMib / 1024} GiB`,
    regionCode,
    operatingSystem: 'Linux',
    tenancy,
    preInstalledSw: 'NA',
    capacitystatus: 'Used',
    licenseModel: 'No License required',
    marketoption: 'OnDemand',
  };
  const price = {
    unit: 'Hrs',
    beginRange: '0',
    endRange: 'Inf',
    description: `$${USD} per On Demand Linux ${name} Instance Hour`,
    pricePerUnit: { USD },
  };
  return {
    product: { sku, productFamily: 'Compute Instance', attributes },
    serviceCode: 'AmazonEC2',
    terms: {
      OnDemand: { [`${sku}.JRTCKXETXF`]: { sku, termAttributes: {}, priceDimensions: { [`${sku}.JRTCKXETXF.6YS6EN2CT7`]: price } } },
    },
  };
}
