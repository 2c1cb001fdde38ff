import { CloudError } from '../cloud-client.js';
import type { CloudOrder, CloudPage } from '../cloud-api.js';
import type { FakeCloud } from './fake-cloud.js';
import { imageNamed, PAGE_SIZE, PRICES, QUOTA, typeNamed, TYPES, ZONES } from './fake-offers.js';
import type { Route } from './faults.js';

/** A request as it came over the wire. */
export interface FakeRequest {
  readonly method: string;
  readonly url: URL;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

/** Which calls faults can hit. */
export function routeOfRequest({ method, url }: FakeRequest): Route {
  const routes: Readonly<Record<string, Route>> = {
    'POST /v1/machines': 'create',
    'POST /v1/machines/delete': 'delete',
    'GET /v1/machines': 'list',
    'GET /v1/machines/by-id': 'get',
  };
  return routes[`${method} ${url.pathname}`] ?? 'other';
}

/** Answers a request. @throws {CloudError} as the cloud would refuse it */
export function answerOf(cloud: FakeCloud, apiKey: string, request: FakeRequest): object {
  if (request.authorization !== `Bearer ${apiKey}`) throw new CloudError(401, 'InvalidKey', 'the API key is not valid', undefined);
  if (cloud.expired) throw new CloudError(401, 'ExpiredKey', 'the API key has expired', undefined);
  const { method, url } = request;
  const [, version, collection = '', name] = url.pathname.split('/');
  const handler = version === 'v1' ? HANDLERS[`${method} ${collection}`] : undefined;
  if (handler === undefined) throw new CloudError(404, 'InvalidRequest', `${method} ${url.pathname} is no call of this cloud`, undefined);
  return { ...cloud.origin, ...handler(cloud, request, name === undefined ? undefined : decodeURIComponent(name)) };
}

type Handler = (cloud: FakeCloud, request: FakeRequest, name: string | undefined) => object;

const HANDLERS: Readonly<Record<string, Handler>> = {
  'GET whoami': () => ({ user: 'robot' }),
  'GET zones': () => ({ zones: ZONES }),
  'GET machine-types': (_cloud, request, name) => (name === undefined ? pageOf(TYPES, request) : typeNamed(name)),
  'GET prices': (_cloud, request) => pageOf(PRICES, request),
  'GET images': (_cloud, _request, name = '') => ({ imageId: imageNamed(name) }),
  'GET quotas': (cloud) => ({ quotas: [{ name: 'machines', limit: QUOTA, used: cloud.live().length }] }),
  'GET machines': (cloud, request, name) => {
    const { searchParams } = request.url;
    if (name === 'by-id') return cloud.get((searchParams.get('ids') ?? '').split(','));
    return cloud.list({
      tagKey: searchParams.get('tagKey') ?? '',
      tagValue: searchParams.get('tagValue') ?? undefined,
      cursor: searchParams.get('cursor') ?? undefined,
      limit: limitOf(request),
    });
  },
  'POST machines': (cloud, { body }, name) => {
    if (name === 'delete') return cloud.delete((body as { readonly ids: readonly string[] }).ids);
    const order = body as CloudOrder;
    typeNamed(order.type);
    return cloud.create(order);
  },
};

/** A cursor is the place of the next item. */
function pageOf<Item>(all: readonly Item[], request: FakeRequest): CloudPage<Item> {
  const from = request.url.searchParams.get('cursor') ?? '0';
  if (!/^\d{1,6}$/.test(from)) throw new CloudError(400, 'UnknownCursor', 'this is no cursor of ours', undefined);
  const to = Number(from) + (limitOf(request) ?? PAGE_SIZE);
  return { items: all.slice(Number(from), to), ...(to < all.length && { next: String(to) }) };
}

function limitOf({ url }: FakeRequest): number | undefined {
  const limit = url.searchParams.get('limit');
  return limit === null ? undefined : Math.min(Number(limit), PAGE_SIZE);
}
