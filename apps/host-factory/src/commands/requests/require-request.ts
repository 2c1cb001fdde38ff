import { HostFactoryError, type Queries, type RequestView } from '@hostwright/core';

/**
 * @param requestId - whole
 * @throws {HostFactoryError} `RequestNotFound`
 */
export async function requireRequest(queries: Queries, requestId: string): Promise<RequestView> {
  const view = await queries.request(requestId);
  if (view !== undefined) return view;
  throw new HostFactoryError('RequestNotFound', `There is no request "${requestId}". See "host-factory requests list".`);
}
