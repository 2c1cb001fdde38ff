import { StoreError } from '@hostwright/core/ports';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CALL_NAMES, type Dialect } from '../dialect.js';
import { aMachine } from '../testing/builders.js';
import { createTestCalls, type TestCalls } from '../testing/test-calls.js';

/** The checks of the answer against its schema and exit code are in the calls themselves. */
function prepared(dialect: Dialect): TestCalls {
  const calls = createTestCalls(dialect, { timing: { launchWaitMs: 100, waitMs: 100 } });
  calls.factory.put(aMachine());
  return calls;
}

const machines = fc.oneof(
  fc.jsonValue(),
  fc.array(fc.record({ machineId: fc.constantFrom('m-1', 'm-2', ''), name: fc.string() }, { requiredKeys: [] })),
);
const likely = fc.record(
  {
    template: fc.oneof(
      fc.jsonValue(),
      fc.record({ templateId: fc.constantFrom('small', 'huge', ''), machineCount: fc.oneof(fc.integer(), fc.jsonValue()) }),
    ),
    machines,
    requests: fc.oneof(fc.jsonValue(), fc.array(fc.record({ requestId: fc.constantFrom('req-1', 'ret-1', 'x') }))),
    userData: fc.jsonValue(),
    rc_account: fc.jsonValue(),
  },
  { requiredKeys: [] },
);
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.jsonValue().map((value) => JSON.stringify(value)),
  likely.map((value) => JSON.stringify(value)),
  fc.tuple(likely, fc.nat(400)).map(([value, length]) => JSON.stringify(value).slice(0, length)),
);

describe.each(['symphony', 'lsf'] as const)('any input (%s)', { tags: ['hf.any-input', 'contract'] }, (dialect) => {
  it.each(CALL_NAMES)('gives %s exactly one valid document and exit code 0 or 1', async (name) => {
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 3 }), async (inputs) => {
        const { callText } = prepared(dialect);
        for (const [index, input] of inputs.entries()) {
          const { exitCode, document } = await callText(name, input, `call-${index}`);
          expect([0, 1]).toContain(exitCode);
          expect(JSON.parse(JSON.stringify(document))).toBeTypeOf('object');
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** Inputs that each call would do something for. */
const GOOD_INPUTS = {
  getAvailableTemplates: {},
  getAvailableMachines: {},
  requestMachines: { template: { templateId: 'small', machineCount: 1 } },
  requestReturnMachines: { machines: [{ machineId: 'm-1' }] },
  getRequestStatus: { requests: [{ requestId: 'req-1' }] },
  getReturnRequests: { machines: [{ machineId: 'm-1' }] },
} as const;

describe.each(['symphony', 'lsf'] as const)('any fault behind the calls (%s)', (dialect) => {
  const SECRET = 'AKIA-canary';

  it.each(CALL_NAMES)('gives %s one valid document without secrets', async (name) => {
    for (const side of ['readError', 'writeError'] as const) {
      for (const error of [new Error(SECRET), new TypeError(SECRET), SECRET, null, { message: SECRET }]) {
        const { call, factory } = prepared(dialect);
        factory[side] = error;
        const answer = await call(name, GOOD_INPUTS[name]);
        expect(JSON.stringify(answer)).not.toContain(SECRET);
      }
    }
  });

  it('tells what stores say of themselves, and only the kind and place of a defect', async () => {
    const logged: unknown[] = [];
    const logger = { warn: () => undefined, error: (fields: unknown) => void logged.push(fields) };
    const { call, factory } = createTestCalls(dialect, { logger });
    factory.readError = new StoreError('busy', 'locked for two seconds');
    expect(await call('getAvailableTemplates', {})).toMatchObject({
      exitCode: 1,
      document: { message: 'getAvailableTemplates: locked for two seconds' },
    });
    expect(logged).toEqual([]);
    factory.readError = new TypeError(SECRET);
    expect(await call('getAvailableTemplates', {})).toMatchObject({
      exitCode: 1,
      document: { message: 'getAvailableTemplates: internal error (TypeError). See the log, and report it.' },
    });
    expect(logged).toMatchObject([{ call: 'getAvailableTemplates', error: 'TypeError' }]);
    expect(JSON.stringify(logged)).not.toContain(SECRET);
    expect(JSON.stringify(logged)).toContain('any-input.test.ts');
  });

  it('is one document for an input that is refused, saying what, where and what to do', async () => {
    const { call } = prepared(dialect);
    const message = 'requestMachines: Input refused at $.template.machineCount: found 0, but a whole number from 1 to 100000 is needed.';
    expect(await call('requestMachines', { template: { templateId: 'small', machineCount: 0 } })).toEqual({
      exitCode: 1,
      document: dialect === 'lsf' ? { status: 'error', message } : { message },
    });
  });
});
