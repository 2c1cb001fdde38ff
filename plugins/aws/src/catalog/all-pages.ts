import { ProviderError } from '@hostwright/core/provider';

/** Far more pages than any list here has; a cloud, or what answers in its place, that goes on for ever is given up on. */
const MOST_PAGES = 500;

/** One page of a listing, in whatever words the service has for it. */
export interface RawPage<Item> {
  readonly items: readonly Item[];
  readonly nextToken: string | undefined;
}

/**
 * Reads a listing to its end.
 * @throws {ProviderError} `Unavailable` when a page names itself as the next one, or the listing does not end
 */
export async function allPages<Item>(read: (token: string | undefined) => Promise<RawPage<Item>>): Promise<readonly Item[]> {
  const items: Item[] = [];
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { items: more, nextToken } = await read(token);
    for (const item of more) items.push(item);
    if (nextToken === undefined || nextToken === '') return items;
    if (nextToken === token) break;
    token = nextToken;
  }
  throw new ProviderError('Unavailable', 'a listing of the catalog does not end: the same page came again; try again');
}
