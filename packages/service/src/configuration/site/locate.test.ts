import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isHostFactoryError } from '@hostwright/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { locateSite } from './locate.js';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'hw-locate-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function at(...parts: readonly string[]): string {
  return join(root, ...parts);
}

function put(path: string, text = 'version: 1\n'): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
}

const ID = '0'.repeat(32);

describe('the configuration folder', { tags: ['configuration.folders', 'real'] }, () => {
  it('is the stated one, by its real path', () => {
    put('site/hostwright.yaml');
    symlinkSync(at('site'), at('link'));
    expect(locateSite({ configDirectory: at('link'), environment: {} })).toMatchObject({
      directory: at('site'),
      configurationFile: at('site/hostwright.yaml'),
      workDirectory: at('site/work'),
      logDirectory: at('site/work/log'),
      dialect: undefined,
      environment: undefined,
      providerName: undefined,
    });
  });

  it('is Symphony’s, with its folders', () => {
    put('site/hostwright.json', '{}');
    const environment = {
      HF_PROVIDER_NAME: 'inst',
      HF_PROVIDER_CONFDIR: `${at('site')}/`,
      HF_PROVIDER_WORKDIR: at('w'),
      HF_PROVIDER_LOGDIR: at('l'),
    };
    expect(locateSite({ environment })).toMatchObject({
      directory: at('site'),
      workDirectory: at('w'),
      logDirectory: at('l'),
      dialect: 'symphony',
      providerName: 'inst',
    });
  });

  it.each([
    ['conf/ first', ['pro/conf/hostwright.yaml', 'pro/hostwright.yaml'], 'pro/conf'],
    ['then the folder itself', ['pro/conf/other.txt', 'pro/hostwright.yaml'], 'pro'],
    ['conf/ where it alone has files of another system', ['pro/conf/awsprov_config.json', 'pro/scripts/x'], 'pro/conf'],
    ['the folder itself where conf/ is empty', ['pro/conf/x', 'pro/awsprov_config.json'], 'pro'],
    ['conf/ where neither has anything', ['pro/conf/x'], 'pro/conf'],
    ['the folder without conf/', ['pro/x'], 'pro'],
  ])('is LSF’s: %s', (_what, files, expected) => {
    for (const file of files) put(file);
    const environment = { PROVIDER_NAME: 'mock', PRO_CONF_DIR: at('pro'), PRO_DATA_DIR: at('data') };
    expect(locateSite({ environment })).toMatchObject({ directory: at(expected), workDirectory: at('data/mock'), dialect: 'lsf' });
    // Whichever half of it is stated, it is the same site.
    expect(locateSite({ configDirectory: at('pro'), environment })).toMatchObject({
      directory: at(expected),
      workDirectory: at('data/mock'),
    });
  });

  it.each([
    [
      'nothing names one',
      {},
      undefined,
      /No configuration folder: neither Symphony's HF_PROVIDER_CONFDIR nor LSF's PRO_CONF_DIR is set.*--config DIR/,
    ],
    ['the environment names an instance only', { HF_PROVIDER_NAME: 'x' }, undefined, /HF_PROVIDER_CONFDIR/],
    ['the stated one is missing', {}, 'none', /none does not exist/],
    ['the environment’s is missing', { PRO_CONF_DIR: '/no/such' }, undefined, /\/no\/such\/conf or \/no\/such does not exist/],
    ['it is a file', {}, 'file', /file is a file/],
    ['it lies below a file', {}, 'file/below', /does not exist/],
    ['it has two configuration files', {}, 'two', /hostwright\.yaml and .*hostwright\.json are both there/],
  ])('is refused when %s', (_what, environment, stated, message) => {
    put('file');
    put('two/hostwright.yaml');
    put('two/hostwright.json');
    const locate = (): unknown => locateSite({ ...(stated === undefined ? {} : { configDirectory: at(stated) }), environment });
    expect(locate).toThrow(message);
    expect(locate).toThrow(expect.toSatisfy(isHostFactoryError) as Error);
  });
});

describe('the work directory', { tags: ['configuration.folders', 'real'] }, () => {
  it.each([
    ['configured, relative to the folder', 'workDirectory: ../w\n', {}, 'w'],
    ['configured in quotes', `"workDirectory": "state dir" # here\n`, {}, 'site/state dir'],
    ['configured in single quotes', `'workDirectory': 'it''s'\n`, {}, "site/it's"],
    ['configured with a comment', 'workDirectory: w   # here\n', {}, 'site/w'],
    ['configured by a variable', 'workDirectory: ${STATE}/x\n', { STATE: 'base' }, 'site/base/x'],
    ['configured by a default', 'workDirectory: "${STATE:-other}"\n', {}, 'site/other'],
    ['the environment’s', '', { HF_PROVIDER_WORKDIR: 'ENV' }, 'ENV'],
    ['both, the same', 'workDirectory: ../ENV\n', { HF_PROVIDER_WORKDIR: 'ENV' }, 'ENV'],
    ['neither', 'nested:\n  workDirectory: x\n', {}, 'site/work'],
  ])('is %s', (_what, text, variables, expected) => {
    put('site/hostwright.yaml', text);
    const own = 'HF_PROVIDER_WORKDIR' in variables ? { HF_PROVIDER_WORKDIR: at(variables.HF_PROVIDER_WORKDIR) } : variables;
    const environment = { HF_PROVIDER_CONFDIR: at('site'), ...own };
    expect(locateSite({ environment }).workDirectory).toBe(at(expected));
  });

  it('is found in JSON, at the top only', () => {
    put('site/hostwright.json', '{"templates":[{"workDirectory":"no"}],"logDirectory":"l"}');
    expect(locateSite({ configDirectory: at('site'), environment: {} })).toMatchObject({
      workDirectory: at('site/work'),
      logDirectory: at('site/l'),
    });
  });

  it('is refused when configuration and environment disagree, naming both', () => {
    put('site/hostwright.yaml', 'workDirectory: a\n');
    const environment = { HF_PROVIDER_CONFDIR: at('site'), HF_PROVIDER_WORKDIR: at('b') };
    expect(() => locateSite({ environment })).toThrow(new RegExp(`${at('site/a')}, and the environment's is ${at('b')}`));
  });

  it('is not the environment’s when another folder is stated', () => {
    put('site/hostwright.yaml');
    put('other/hostwright.yaml');
    const environment = { HF_PROVIDER_CONFDIR: at('other'), HF_PROVIDER_WORKDIR: at('b'), HF_PROVIDER_LOGDIR: at('l') };
    expect(locateSite({ configDirectory: at('site'), environment })).toMatchObject({
      workDirectory: at('site/work'),
      logDirectory: at('site/work/log'),
      dialect: 'symphony',
    });
  });

  it('is the recorded one when nothing else says where', () => {
    put('site/hostwright.yaml');
    put('site/deployment.json', JSON.stringify({ deploymentId: ID, workDirectory: at('elsewhere') }));
    expect(locateSite({ configDirectory: at('site'), environment: {} }).workDirectory).toBe(at('elsewhere'));
    const environment = { HF_PROVIDER_CONFDIR: at('site'), HF_PROVIDER_WORKDIR: at('b') };
    expect(locateSite({ environment }).workDirectory).toBe(at('b'));
  });

  it('is refused when the folder seems to have moved away from its record', () => {
    put('site/hostwright.yaml');
    put('site/work/hostwright.db');
    put('site/deployment.json', JSON.stringify({ deploymentId: ID, workDirectory: at('old/work') }));
    const locate = (): unknown => locateSite({ configDirectory: at('site'), environment: {} });
    expect(locate).toThrow(new RegExp(`${at('old/work')} .*does not exist, but ${at('site/work')} holds a store`));
  });

  it.each([
    ['is a file', 'file'],
    ['lies below a file', 'file/below/it'],
  ])('is refused when it %s', (_what, path) => {
    put('site/hostwright.yaml');
    put('file');
    const environment = { HF_PROVIDER_CONFDIR: at('site'), HF_PROVIDER_WORKDIR: at(path) };
    expect(() => locateSite({ environment })).toThrow(new RegExp(`work directory ${at(path)} cannot be used: ${at('file')} is a file`));
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{}',
    `{"deploymentId":"${ID}"}`,
    `{"deploymentId":"${ID}","workDirectory":"relative"}`,
    '{"deploymentId":"x","workDirectory":"/w"}',
  ])('is refused when the record is %j', (text) => {
    put('site/hostwright.yaml');
    put('site/deployment.json', text);
    expect(() => locateSite({ configDirectory: at('site'), environment: {} })).toThrow(/deployment\.json is no deployment record/);
  });
});
