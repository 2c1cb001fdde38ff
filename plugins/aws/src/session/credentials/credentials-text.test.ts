import { describe, expect, it } from 'vitest';
import { readCredentialsText } from './credentials-text.js';

const CANARY = 'canary-7f3a9b';
const read = (text: string, profile = 'default') => readCredentialsText({ text, from: 'the file', profile });
const messageOf = (text: string, profile?: string): string => {
  try {
    read(text, profile);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('the text of credentials', { tags: ['aws.settings', 'simulated'] }, () => {
  it('is a credentials file, with comments, spaces and other sections', () => {
    const text =
      '# ours\r\n[other]\naws_access_key_id=X\n[ default ] ; the one\n aws_access_key_id = AKIA1\r\nAWS_SECRET_ACCESS_KEY = s=e/c+r \naws_session_token=t==\n';
    expect(read(text)).toEqual({ accessKeyId: 'AKIA1', secretAccessKey: 's=e/c+r', sessionToken: 't==' });
  });

  it('is JSON of a credential process', () => {
    const text = '\n{"Version":1,"AccessKeyId":"ASIA1","SecretAccessKey":"s","SessionToken":"t","Expiration":"2026-11-29T12:00:00Z"}';
    expect(read(text)).toEqual({
      accessKeyId: 'ASIA1',
      secretAccessKey: 's',
      sessionToken: 't',
      expiration: new Date('2026-11-29T12:00:00Z'),
    });
  });

  it.each([
    [`[prod]\naws_secret_access_key=${CANARY}`, 'the file has no section [default]; it has [prod]: add it, or name another profile'],
    [CANARY, 'the file has no section [default]: add it, or name another profile'],
    [`[default]\naws_secret_access_key=${CANARY}`, 'the file gives no access key id: make it give both'],
    ['[default]\naws_access_key_id=A', 'the file gives no secret access key: make it give both'],
    [
      `{"AccessKeyId":"${CANARY}"`,
      'the file gives a text that begins like JSON and is none: make it print JSON or the text of a credentials file',
    ],
    [
      `{"AccessKeyId":"A","SecretAccessKey":"${CANARY}","Expiration":"soon"}`,
      'the file gives an expiration that is no time: make it ISO 8601',
    ],
  ])('is refused without repeating it (%#)', (text, message) => {
    expect(messageOf(text)).toBe(message);
    expect(messageOf(text)).not.toContain(CANARY);
  });
});
