import { describe, expect, it } from 'vitest';
import { parseGetRequestStatus, parseGetReturnRequests, parseNoInput, parseRequestReturnMachines } from './other-calls.js';

describe('machines of an input', { tags: ['hf.lenient-input', 'contract'] }, () => {
  const both = { machineId: 'm-1', name: 'host-1' };

  it.each([
    ['a list of objects', [both], [both]],
    ['one object', both, [both]],
    ['host names', ['host-1', 'host-2'], [{ name: 'host-1' }, { name: 'host-2' }]],
    ['one host name', 'host-1', [{ name: 'host-1' }]],
    ['entries without id', [{ name: 'host-1' }], [{ name: 'host-1' }]],
    [
      'entries with an empty or null id',
      [
        { name: 'a', machineId: '' },
        { name: 'b', machineId: null },
      ],
      [{ name: 'a' }, { name: 'b' }],
    ],
    ['entries without name', [{ machineId: 'm-1', more: 1 }], [{ machineId: 'm-1' }]],
    ['entries that are repeated', [both, both], [both]],
    ['no entry', [], []],
  ])('may be %s', (_what, machines, expected) => {
    expect(parseRequestReturnMachines(JSON.stringify({ machines }))).toEqual({ machines: expected, unusable: [] });
  });

  it('does not fail for entries that name nothing: it says which ones', () => {
    const machines = [{}, { name: '' }, both, ''];
    expect(parseRequestReturnMachines(JSON.stringify({ machines }))).toEqual({
      machines: [both],
      unusable: ['$.machines[0]', '$.machines[1]', '$.machines[3]'],
    });
  });

  it.each([
    [[7], '$.machines[0]'],
    [[both, null], '$.machines[1]'],
    [[[both]], '$.machines[0]'],
    [true, '$.machines'],
    [[{ machineId: 7 }], '$.machines[0].machineId'],
    [[both, { name: {} }], '$.machines[1].name'],
  ])('are refused as %j', (machines, path) => {
    for (const parse of [parseRequestReturnMachines, parseGetReturnRequests]) {
      expect(() => parse(JSON.stringify({ machines }))).toThrow(expect.objectContaining({ code: 'wrong-type', path }));
    }
  });

  it('must be given to be returned', () => {
    for (const text of ['', '{}', '{"machines":null}', '{"machine":[]}']) {
      expect(() => parseRequestReturnMachines(text)).toThrow(expect.objectContaining({ code: 'missing', path: '$.machines' }));
    }
  });

  it('are all machines when getReturnRequests names none, and nobody when it names none that can be used', () => {
    for (const text of ['', '{}', '{"machines":[]}', '{"machines":null}']) {
      expect(parseGetReturnRequests(text)).toEqual({ machines: undefined });
    }
    expect(parseGetReturnRequests('{"machines":[{}]}')).toEqual({ machines: [] });
  });
});

describe('requests of an input', { tags: ['hf.lenient-input', 'contract'] }, () => {
  it.each([
    ['a list', [{ requestId: 'r-1' }, { requestId: 'r-2', more: 1 }], ['r-1', 'r-2']],
    ['one object', { requestId: 'r-1' }, ['r-1']],
    ['ids', ['r-1', 'r-1'], ['r-1', 'r-1']],
    ['one id', 'r-1', ['r-1']],
    ['no entry', [], []],
  ])('may be %s, in the order given', (_what, requests, expected) => {
    expect(parseGetRequestStatus(JSON.stringify({ requests }))).toEqual(expected);
  });

  it.each([
    ['{}', 'missing', '$.requests'],
    ['{"requests":[{}]}', 'missing', '$.requests[0].requestId'],
    ['{"requests":["a",""]}', 'missing', '$.requests[1].requestId'],
    ['{"requests":[{"requestId":3}]}', 'wrong-type', '$.requests[0].requestId'],
    ['{"requests":[3]}', 'wrong-type', '$.requests[0]'],
    ['{"requests":7}', 'wrong-type', '$.requests'],
    ['[]', 'wrong-type', '$'],
  ])('are refused as %s', (text, code, path) => {
    expect(() => parseGetRequestStatus(text)).toThrow(expect.objectContaining({ code, path }));
  });
});

it('an input that asks nothing may be any object', () => {
  parseNoInput('');
  parseNoInput('{"anything":[1]}');
  expect(() => parseNoInput('[]')).toThrow('an object is needed');
});
