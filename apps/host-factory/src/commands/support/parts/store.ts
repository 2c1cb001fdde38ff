import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AcquireRequest, Request } from '@hostwright/core';
import { STORE_FILE_NAME } from '@hostwright/service/configuration';
import { storeInfo, verifyEvents } from '@hostwright/store/maintenance';
import { describeError } from '../../../cli/describe-error.js';
import { type BundleFile, type BundlePart, type BundleSource, jsonFile, type LeftOut } from '../source.js';

const MAX_ROWS = 10_000;

/** What the store is, and whether its log of events is whole; also of a store that a connection cannot be made to. */
export const storeFacts: BundlePart = {
  name: 'store/info.json',
  collect: async (source) => {
    const file = fileOf(source);
    if (file === undefined) return [{ what: 'store', why: 'there is none' }];
    return [
      attempt('store/info.json', 'size, schema and counts of the store', () => storeInfo({ file })),
      await attemptLater('store/events-verdict.json', 'whether the log of events is whole, as "host-factory audit verify" tells it', () =>
        verifyEvents({ file }),
      ),
      { what: 'the store itself', why: 'it holds user data' },
    ];
  },
};

function fileOf({ site }: BundleSource): string | undefined {
  const file = site === undefined ? undefined : join(site.workDirectory, STORE_FILE_NAME);
  return file !== undefined && existsSync(file) ? file : undefined;
}

function attempt(name: string, about: string, look: () => unknown): BundleFile | LeftOut {
  try {
    return jsonFile(name, about, look());
  } catch (error) {
    return { what: name, why: describeError(error).text };
  }
}

async function attemptLater(name: string, about: string, look: () => Promise<unknown>): Promise<BundleFile | LeftOut> {
  try {
    return jsonFile(name, about, await look());
  } catch (error) {
    return { what: name, why: describeError(error).text };
  }
}

/** What is open: without templates, documents, tags and user data. */
export const openWork: BundlePart = {
  name: 'store/requests.json',
  collect: async ({ store }) => {
    if (store === undefined)
      return [
        {
          what: 'store/requests.json, store/intents.json, store/connections.json',
          why: 'the store is not there or cannot be opened; see doctor.json',
        },
      ];
    const [requests, intents, connections] = await store.read(async (tx) => [
      await tx.requests({ states: ['open', 'cancelling'], limit: MAX_ROWS }),
      await tx.intents({ settled: false, limit: MAX_ROWS }),
      await tx.connections(),
    ]);
    return [
      jsonFile('store/requests.json', 'requests that are open, without user data', requests.map(plainRequest)),
      jsonFile(
        'store/intents.json',
        'calls to clouds that are not settled, without their documents',
        intents.map(({ document, ...intent }) => ({
          ...intent,
          document: document === undefined ? null : { version: document.version, parts: document.parts },
        })),
      ),
      jsonFile('store/connections.json', 'how each connection stands', connections),
    ];
  },
};

function plainRequest(request: Request): object {
  if (request.kind === 'return') return request;
  const { template, tags, ...rest } = request;
  return { ...rest, templateId: template.templateId, tags: tags.length, hasUserData: template.userData !== undefined };
}

/** User data of what was asked for, ended or not: logs go back further than what is open, and no file may tell it. */
export async function userDataOf({ store }: Pick<BundleSource, 'store'>): Promise<readonly string[]> {
  if (store === undefined) return [];
  const requests = await store.read((tx) => tx.requests({ kind: 'acquire', limit: MAX_ROWS }));
  const userData = requests
    .filter((request): request is AcquireRequest => request.kind === 'acquire')
    .flatMap(({ template }) => template.userData ?? []);
  return [...new Set(userData)];
}
