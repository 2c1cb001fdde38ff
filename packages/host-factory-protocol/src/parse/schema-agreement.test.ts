import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CALL_NAMES } from '../dialect.js';
import { isProtocolError } from '../protocol-error.js';
import { type PublishedCall, schemaOf } from '../testing/schemas.js';
import { parseGetRequestStatus, parseGetReturnRequests, parseNoInput, parseRequestReturnMachines } from './other-calls.js';
import { parseRequestMachines } from './request-machines.js';

const PARSERS: Readonly<{ [Call in PublishedCall]: (text: string) => unknown }> = {
  getAvailableTemplates: parseNoInput,
  requestMachines: parseRequestMachines,
  requestReturnMachines: parseRequestReturnMachines,
  getRequestStatus: parseGetRequestStatus,
  getReturnRequests: parseGetReturnRequests,
};

/** Values of every kind that stand at the protocol's places, right and wrong ones alike. */
const scalar = fc.oneof(
  fc.constantFrom<unknown>(null, '', '10', '0', '1e3', ' 7', 0, -0, 1, -1, 1.5, 1e9, 100_000, true, false, 'false'),
  fc.constantFrom<unknown>('a=1', 'a=1;b=', ' a = 1 ; ;', 'a', ';', '=x', 'a=b=c', '1=2', '\u2028a=\n'),
  fc.string(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const key = fc.constantFrom(
  'template',
  'templateId',
  'machineCount',
  'rc_account',
  'userData',
  'user_data',
  'dry-run',
  'machines',
  'requests',
  'machineId',
  'name',
  'requestId',
  '__proto__',
  'constructor',
  'a',
  '1',
);
const value = fc.letrec<{ any: unknown; object: unknown }>((tie) => ({
  any: fc.oneof({ maxDepth: 4 }, scalar, tie('object'), fc.array(tie('any'), { maxLength: 3 })),
  object: fc.array(fc.tuple(key, tie('any')), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
})).any;
const near = fc.record(
  {
    template: fc.oneof(
      value,
      fc.record({ templateId: fc.oneof(fc.constant('small'), value), machineCount: fc.oneof(fc.integer({ min: 1, max: 9 }), value) }),
    ),
    userData: fc.oneof(value, fc.dictionary(fc.oneof(fc.constantFrom('a', 'B_1', '__proto__', '1a'), fc.string()), scalar)),
    machines: fc.oneof(value, fc.array(fc.record({ machineId: scalar, name: scalar }, { requiredKeys: [] }), { maxLength: 3 })),
    requests: fc.oneof(
      value,
      fc.array(fc.record({ requestId: fc.oneof(fc.constant('r-1'), scalar) }, { requiredKeys: [] }), { maxLength: 3 }),
    ),
    'dry-run': scalar,
  },
  { requiredKeys: [] },
);

describe.each(CALL_NAMES)('the published input schema of %s', { tags: ['hf.published-schemas', 'contract'] }, (call) => {
  it('accepts exactly what the parser accepts', () => {
    const validate = schemaOf(`${call}.input`);
    fc.assert(
      fc.property(fc.oneof(value, near), (input) => {
        const text = JSON.stringify(input);
        expect({ text, accepted: accepts(PARSERS[call], text) }).toEqual({ text, accepted: validate(JSON.parse(text)) });
      }),
      { numRuns: 1_000 },
    );
  });
});

function accepts(parse: (text: string) => unknown, text: string): boolean {
  try {
    parse(text);
    return true;
  } catch (error) {
    if (isProtocolError(error)) return false;
    throw error;
  }
}
