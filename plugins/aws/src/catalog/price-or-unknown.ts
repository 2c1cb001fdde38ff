import { isProviderError, type OperationInput, type ProviderErrorClass } from '@hostwright/core/provider';
import type { AwsSession } from '../session/session.js';
import type { ByName } from '../cache/by-name.js';

/** How long a price service that failed is left alone. */
const REST_MS = 600_000;

/** What says that the connection itself does not work: the caller must hear it, whatever was asked. */
const NOT_ABOUT_PRICES: ReadonlySet<ProviderErrorClass> = new Set(['Credentials', 'ContractViolation']);

/**
 * Reads prices where that is possible. A catalog without prices still lists what there is, so a price service that is forbidden, absent or
 * down is logged once, answers nothing, and is asked again after ten minutes.
 */
export function priceOrUnknown<Row>(session: AwsSession, action: string, prices: ByName<Row>): ByName<Row> {
  let restsUntilMs = -Infinity;
  const orUnknown = async <Answer>(input: OperationInput, unknown: Answer, read: () => Promise<Answer>): Promise<Answer> => {
    if (session.context.now() < restsUntilMs) return unknown;
    try {
      return await read();
    } catch (error) {
      if (input.signal.aborted || !isProviderError(error) || NOT_ABOUT_PRICES.has(error.errorClass)) throw error;
      restsUntilMs = session.context.now() + REST_MS;
      const fields = [
        { name: 'action', value: action },
        { name: 'errorClass', value: error.errorClass },
        { name: 'code', value: error.code ?? '' },
      ];
      session.context.log('warn', fields, 'prices are unknown: they could not be read, and are asked for again in ten minutes');
      return unknown;
    }
  };
  return {
    some: (names, input) => orUnknown(input, new Map(), () => prices.some(names, input)),
    all: (input) => orUnknown(input, { value: new Map(), readAtMs: session.context.now() }, () => prices.all(input)),
  };
}
