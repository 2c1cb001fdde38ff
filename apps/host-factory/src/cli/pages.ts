import type { Machine, MachineQuery, Queries, Request, RequestQuery } from '@hostwright/core';

const PAGE_ROWS = 500;

/** The rows of all pages together. */
export async function allRows<Row>(pages: AsyncIterable<readonly Row[]>): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const page of pages) rows.push(...page);
  return rows;
}

/** All machines that a query finds, page by page. */
export async function* machinePages(queries: Queries, query: MachineQuery): AsyncGenerator<readonly Machine[]> {
  let after: MachineQuery['after'];
  for (;;) {
    const page = await queries.machines({ ...query, limit: PAGE_ROWS, ...(after !== undefined && { after }) });
    yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE_ROWS) return;
    after = { machineId: last.machineId, connection: last.connection };
  }
}

/** The newest requests that a query finds, at most `limit`, page by page. */
export async function* requestPages(queries: Queries, query: RequestQuery, limit: number): AsyncGenerator<readonly Request[]> {
  let before: RequestQuery['before'];
  for (let left = limit; left > 0;) {
    const wanted = Math.min(left, PAGE_ROWS);
    const page = await queries.requests({ ...query, limit: wanted, ...(before !== undefined && { before }) });
    yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < wanted) return;
    before = { createdAtMs: last.createdAtMs, requestId: last.requestId };
    left -= page.length;
  }
}
