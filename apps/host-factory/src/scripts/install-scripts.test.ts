import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CALL_NAMES } from '@hostwright/host-factory-protocol';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { type InstallOptions, installScripts } from './install-scripts.js';

function options(overrides: Partial<InstallOptions> = {}): InstallOptions {
  return {
    directory: join(temporaryFolder(), 'scripts here'),
    dialect: 'symphony',
    instance: 'demo',
    lsfType: 'awsProv',
    programPath: '/opt/bin.js',
    nodePath: '/opt/node',
    configuration: undefined,
    force: false,
    ...overrides,
  };
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

const FIVE = CALL_NAMES.map((name) => `${name}.sh`);

describe('installing the scripts', { tags: ['scripts.install', 'real'] }, () => {
  it('writes five executable scripts where Symphony looks for them, and its two registry entries', () => {
    const { directory, ...rest } = options();
    const { scripts, registry } = installScripts({ directory, ...rest });
    expect(readdirSync(directory).toSorted()).toEqual([...FIVE, 'hostProviderPlugins.json', 'hostProviders.json'].toSorted());
    for (const path of scripts) expect(statSync(path).mode & 0o777).toBe(0o755);
    expect(registry.map(({ belongsTo }) => belongsTo)).toEqual([
      '$HF_CONFDIR/providerplugins/hostProviderPlugins.json',
      '$HF_CONFDIR/providers/hostProviders.json',
    ]);
    expect(readJson(join(directory, 'hostProviderPlugins.json'))).toEqual({
      version: 2,
      providerplugins: [{ name: 'hostwright', enabled: 1, scriptPath: `${directory}/` }],
    });
    expect(readJson(join(directory, 'hostProviders.json'))).toEqual({
      version: 2,
      providers: [
        {
          name: 'demo',
          enabled: 1,
          plugin: 'hostwright',
          confPath: '${HF_CONFDIR}/providers/demo/',
          workPath: '${HF_WORKDIR}/providers/demo/',
          logPath: '${HF_LOGDIR}/',
        },
      ],
    });
  });

  it('writes them below "scripts" for LSF, with its one registry entry', () => {
    const configuration = { directory: '/etc/hostwright', workDirectory: '/w' };
    const { directory, ...rest } = options({ dialect: 'lsf', lsfType: 'googleProv', configuration });
    installScripts({ directory, ...rest });
    expect(readdirSync(directory).toSorted()).toEqual(['hostProviders.json', 'scripts']);
    expect(readdirSync(join(directory, 'scripts')).toSorted()).toEqual(FIVE.toSorted());
    expect(readJson(join(directory, 'hostProviders.json'))).toEqual({
      providers: [{ name: 'demo', type: 'googleProv', confPath: '/etc/hostwright', scriptPath: directory }],
    });
  });

  it('may be repeated, also under another name', () => {
    const first = options();
    installScripts(first);
    installScripts({ ...first, instance: 'other', dialect: 'lsf' });
    expect(readJson(join(first.directory, 'hostProviders.json'))).toMatchObject({ providers: [{ name: 'other' }] });
  });

  it("leaves somebody else's script alone, and writes nothing then", () => {
    const { directory, ...rest } = options({ directory: temporaryFolder() });
    const vendor = join(directory, 'requestMachines.sh');
    writeFileSync(vendor, '#!/bin/sh\njava -jar provider.jar\n');
    expect(() => installScripts({ directory, ...rest })).toThrow(/requestMachines\.sh.*--force/);
    expect(readdirSync(directory)).toEqual(['requestMachines.sh']);
    installScripts({ directory, ...rest, force: true });
    expect(readFileSync(vendor, 'utf8')).toContain('host-factory scripts install');
  });

  it("leaves a site's own registry alone", () => {
    const { directory, ...rest } = options({ directory: temporaryFolder(), dialect: 'lsf' });
    const registry = join(directory, 'hostProviders.json');
    for (const text of ['{"providers":[{"name":"a","scriptPath":"/x"}]}', '{"providers":[]}', 'not json']) {
      writeFileSync(registry, text);
      expect(() => installScripts({ directory, ...rest })).toThrow(/hostProviders\.json/);
      expect(readFileSync(registry, 'utf8')).toBe(text);
    }
  });

  it('says so when the folder cannot be written', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(() => installScripts(options({ directory: join(file, 'below') }))).toThrow(
      /cannot be written: .*\(ENOTDIR\)\. Give this user access to it, or name another one/,
    );
  });
});
