import type { RequestDocument } from './documents.js';

/** A request that a sound store does not know: there is nothing to wait for, and Host Factory stops asking. */
export function renderUnknownRequest(requestId: string): RequestDocument {
  return {
    requestId,
    status: 'complete_with_error',
    message: 'This request is not known here: it was never accepted, or its history has been archived.',
    machines: [],
  };
}

/** A request about which nothing can be said now. Host Factory keeps asking, and forgets nothing. */
export function renderUncertainRequest(requestId: string, why: string): RequestDocument {
  return { requestId, status: 'running', message: why, machines: [] };
}
