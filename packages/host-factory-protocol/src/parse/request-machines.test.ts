import { describe, expect, it } from 'vitest';
import { isProtocolError } from '../protocol-error.js';
import { MAX_MACHINE_COUNT, parseRequestMachines, type RequestMachinesInput } from './request-machines.js';

const template = { templateId: 'small', machineCount: 2 };

function parse(input: unknown): RequestMachinesInput {
  return parseRequestMachines(JSON.stringify(input));
}

function refusalOf(input: unknown): unknown {
  try {
    parse(input);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('input of requestMachines', { tags: ['hf.lenient-input', 'contract'] }, () => {
  it('is read from the form that Symphony writes', () => {
    const text = '{\n\t"template":\t{\n\t\t"templateId":\t"small",\n\t\t"machineCount":\t10\n\t}\n}';
    expect(parseRequestMachines(text)).toEqual({ templateId: 'small', machineCount: 10, rcAccount: undefined, environment: [] });
  });

  it('is read from the form that LSF writes', () => {
    expect(parse({ template, rc_account: 'default', userData: {} })).toEqual({
      templateId: 'small',
      machineCount: 2,
      rcAccount: 'default',
      environment: [],
    });
  });

  it('may hold keys that mean nothing here', () => {
    expect(parse({ template: { ...template, extra: 1 }, machines: [], somethingElse: { deep: [] } }).machineCount).toBe(2);
  });

  it.each([
    ['10', 10],
    ['007', 7],
    [String(MAX_MACHINE_COUNT), MAX_MACHINE_COUNT],
    [1, 1],
    [MAX_MACHINE_COUNT, MAX_MACHINE_COUNT],
  ])('takes %j as count', (machineCount, expected) => {
    expect(parse({ template: { ...template, machineCount } }).machineCount).toBe(expected);
  });

  it.each([0, -1, 1.5, 1e9, MAX_MACHINE_COUNT + 1, '0', '-1', '1.5', '1e3', '0x10', ' 3 ', 'ten', String(MAX_MACHINE_COUNT + 1)])(
    'refuses %j as count',
    (machineCount) => {
      expect(refusalOf({ template: { ...template, machineCount } })).toMatchObject({
        code: 'out-of-range',
        path: '$.template.machineCount',
      });
    },
  );

  it.each([
    [{}, 'missing', '$.template'],
    [{ template: null }, 'missing', '$.template'],
    [{ template: [] }, 'wrong-type', '$.template'],
    [{ template: 'small' }, 'wrong-type', '$.template'],
    [{ template: { machineCount: 1 } }, 'missing', '$.template.templateId'],
    [{ template: { templateId: '', machineCount: 1 } }, 'missing', '$.template.templateId'],
    [{ template: { templateId: 7, machineCount: 1 } }, 'wrong-type', '$.template.templateId'],
    [{ template: { templateId: 'small' } }, 'missing', '$.template.machineCount'],
    [{ template: { templateId: 'small', machineCount: null } }, 'missing', '$.template.machineCount'],
    [{ template: { templateId: 'small', machineCount: [3] } }, 'wrong-type', '$.template.machineCount'],
    [{ template: { templateId: 'small', machineCount: true } }, 'wrong-type', '$.template.machineCount'],
    [{ template, rc_account: 3 }, 'wrong-type', '$.rc_account'],
    [[template], 'wrong-type', '$'],
    ['template', 'wrong-type', '$'],
    [null, 'wrong-type', '$'],
  ])('refuses %j and says where', (input, code, path) => {
    const refusal = refusalOf(input);
    expect(isProtocolError(refusal)).toBe(true);
    expect(refusal).toMatchObject({ code, path });
  });

  it('refuses a rehearsal, rather than launch for real', () => {
    for (const value of [true, 1, 'true', 'yes', {}, []]) {
      expect(refusalOf({ template, 'dry-run': value })).toMatchObject({ code: 'not-supported', path: '$.dry-run' });
    }
    for (const value of [false, 0, null, '', 'false']) {
      expect(parse({ template, 'dry-run': value }).machineCount).toBe(2);
    }
  });

  it('takes no key from a prototype', () => {
    expect(refusalOf(JSON.parse('{"__proto__":{"template":{"templateId":"small","machineCount":1}}}'))).toMatchObject({ code: 'missing' });
    const text = '{"template":{"templateId":"small","machineCount":2,"__proto__":{"x":1},"constructor":{"prototype":{"polluted":1}}}}';
    expect(parseRequestMachines(text).machineCount).toBe(2);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('takes no key from a prototype that somebody else has polluted', () => {
    const prototype: { template?: unknown } = Object.prototype;
    prototype.template = template;
    try {
      expect(refusalOf({})).toMatchObject({ code: 'missing', path: '$.template' });
    } finally {
      delete prototype.template;
    }
  });
});

describe('user data of a request', { tags: ['hf.lenient-input', 'contract'] }, () => {
  const environmentOf = (input: object): readonly [string, string][] =>
    parse({ template, ...input }).environment.map(({ key, value }) => [key, value]);

  it('is read from an object, and from the text form', () => {
    expect(environmentOf({ userData: { zone: 'a', count: 3, debug: true, none: null } })).toEqual([
      ['zone', 'a'],
      ['count', '3'],
      ['debug', 'true'],
      ['none', ''],
    ]);
    expect(environmentOf({ userData: 'zone=us_west_2a; opts=a=b,c ;;' })).toEqual([
      ['zone', 'us_west_2a'],
      ['opts', 'a=b,c'],
    ]);
  });

  it('may stand under user_data; where both name something, userData wins', () => {
    expect(environmentOf({ user_data: { a: '1', b: '2' }, userData: { b: '3' } })).toEqual([
      ['a', '1'],
      ['b', '3'],
    ]);
  });

  it('keeps the last of two values', () => {
    expect(environmentOf({ userData: 'a=1;a=2' })).toEqual([['a', '2']]);
  });

  it('keeps __proto__ as the plain name that it is', () => {
    const text = '{"template":{"templateId":"small","machineCount":1},"userData":{"__proto__":"x"}}';
    expect(parseRequestMachines(text).environment).toEqual([{ key: '__proto__', value: 'x' }]);
  });

  it.each([
    ['$.userData', { userData: { 'a;rm -rf /': 'hunter2' } }, 'not-supported'],
    ['$.userData', { userData: { '1a': 'hunter2' } }, 'not-supported'],
    ['$.userData', { userData: '$(x)=hunter2' }, 'not-supported'],
    ['$.userData', { userData: 'hunter2' }, 'wrong-type'],
    ['$.userData', { userData: { a: ['hunter2'] } }, 'wrong-type'],
    ['$.user_data', { user_data: ['hunter2'] }, 'wrong-type'],
  ])('is refused at %s when no shell could export it, without repeating it: %j', (path, input, code) => {
    const refusal = refusalOf({ template, ...input });
    expect(refusal).toMatchObject({ code, path });
    expect((refusal as Error).message).not.toContain('hunter2');
  });
});
