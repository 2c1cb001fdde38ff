import { describe, expect, it } from 'vitest';
import { readHostFactoryEnvironment } from './environment.js';

describe('the environment of a provider script', { tags: ['hf.environment', 'contract'] }, () => {
  it('is Symphony’s when its variables are set', () => {
    expect(
      readHostFactoryEnvironment({
        HF_PROVIDER_NAME: 'mockinst',
        HF_PROVIDER_CONFDIR: '/hf/conf/providers/mockinst/',
        HF_PROVIDER_WORKDIR: '/hf/work/providers/mockinst/',
        HF_PROVIDER_LOGDIR: '/hf/log/',
      }),
    ).toEqual({
      dialect: 'symphony',
      providerName: 'mockinst',
      confDirs: ['/hf/conf/providers/mockinst/'],
      workDir: '/hf/work/providers/mockinst/',
      logDir: '/hf/log/',
      clusterName: undefined,
    });
  });

  it('falls back to the folders of all providers', () => {
    const environment = { HF_PROVIDER_NAME: 'mockinst', HF_CONFDIR: '/hf/conf/', HF_WORKDIR: '/hf/work', HF_LOGDIR: '/hf/log' };
    expect(readHostFactoryEnvironment(environment)).toMatchObject({
      confDirs: ['/hf/conf/providers/mockinst'],
      workDir: '/hf/work/providers/mockinst',
      logDir: '/hf/log',
    });
  });

  it('puts no name into a path that Host Factory would not allow', () => {
    for (const name of ['../other', 'a/b', 'a b', 'x'.repeat(65)]) {
      expect(readHostFactoryEnvironment({ HF_PROVIDER_NAME: name, HF_CONFDIR: '/hf/conf' })?.confDirs).toEqual([]);
      expect(readHostFactoryEnvironment({ PROVIDER_NAME: name, PRO_CONF_DIR: '/c', PRO_DATA_DIR: '/data' })?.workDir).toBe('/data');
    }
  });

  it('is LSF’s when its configuration folder is set: conf/ in it comes first, and each instance has its own state', () => {
    expect(
      readHostFactoryEnvironment({
        PROVIDER_NAME: 'mock',
        PRO_CONF_DIR: '/lsf/conf/resource_connector/mock/',
        PRO_DATA_DIR: '/lsf/work/c1/resource_connector/',
        PRO_LSF_LOGDIR: '/lsf/log',
        SCRIPT_OPTIONS: '-Dhttps.proxyHost=proxy -DclusterName=c1',
      }),
    ).toEqual({
      dialect: 'lsf',
      providerName: 'mock',
      confDirs: ['/lsf/conf/resource_connector/mock/conf', '/lsf/conf/resource_connector/mock/'],
      workDir: '/lsf/work/c1/resource_connector/mock',
      logDir: '/lsf/log',
      clusterName: 'c1',
    });
  });

  it.each([
    ['clusterName=c1', 'c1'],
    ['-DclusterName="c1"', 'c1'],
    ['-Dx=1 clusterName=c-2 -Dy=2', 'c-2'],
    ['-DotherclusterName=c1', undefined],
    ['', undefined],
  ])('finds the cluster in the script options %j', (scriptOptions, clusterName) => {
    expect(readHostFactoryEnvironment({ PRO_CONF_DIR: '/c', SCRIPT_OPTIONS: scriptOptions })?.clusterName).toBe(clusterName);
  });

  it('is Symphony’s when both are set', () => {
    expect(readHostFactoryEnvironment({ HF_PROVIDER_NAME: 'a', PROVIDER_NAME: 'b', PRO_CONF_DIR: '/c' })?.dialect).toBe('symphony');
  });

  it('is neither’s when nothing, or nothing but empty values, is set', () => {
    expect(readHostFactoryEnvironment({})).toBeUndefined();
    expect(readHostFactoryEnvironment({ HF_PROVIDER_NAME: '', PRO_CONF_DIR: '', PROVIDER_NAME: 'mock' })).toBeUndefined();
  });
});
