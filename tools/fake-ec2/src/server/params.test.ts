import { describe, expect, it } from 'vitest';
import { parseQuery } from './params.ts';

describe('parameters of a request', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  it('are read by name, as lists in the order of their numbers', () => {
    const params = parseQuery('Action=A&Id.2=b&Id.10=c&Id.1=a&Names.member.1=m&Filter.1.Name=n&Filter.1.Value.1=v&Empty=');
    expect(params.texts('Id')).toEqual(['a', 'b', 'c']);
    expect(params.texts('Names')).toEqual(['m']);
    expect(params.structs('Filter').map((filter) => [filter.text('Name'), filter.texts('Value')])).toEqual([['n', ['v']]]);
    expect([params.text('Empty'), params.text('Nothing'), params.texts('Nothing'), params.struct('Nothing')]).toEqual([
      undefined,
      undefined,
      [],
      undefined,
    ]);
  });

  it('are refused by their whole name', () => {
    const params = parseQuery('A.1.Count=many&A.1.Flag=yes&A.1.Size=7');
    const [first] = params.structs('A');
    expect(() => first?.number('Count')).toThrow("Invalid value 'many' for A.1.Count. Must be a number.");
    expect(() => first?.flag('Flag')).toThrow("Invalid value 'yes' for A.1.Flag. Must be true or false.");
    expect(() => first?.integer('Size', { max: 5 })).toThrow('A.1.Size is invalid. Expected a value from 0 to 5.');
    expect(() => first?.required('Id')).toThrow('The request must contain the parameter A.1.Id');
  });

  it('of strange names harm nothing', () => {
    const params = parseQuery('__proto__.polluted=1&constructor=2&a..b=3&=4&%00=5');
    expect(params.text('constructor')).toBe('2');
    expect(({} as { readonly polluted?: string }).polluted).toBeUndefined();
    expect(params.names()).toContain('__proto__');
  });

  it('have one fingerprint in whatever order they are sent, and another when one differs', () => {
    const of = (body: string) => parseQuery(body).fingerprint(['ClientToken']);
    expect(of('A.1=x&B=y&ClientToken=1')).toBe(of('B=y&ClientToken=2&A.1=x'));
    expect(of('A.1=x&A.2=y')).not.toBe(of('A.1=y&A.2=x'));
    expect(of('A=')).not.toBe(of('B='));
  });
});
