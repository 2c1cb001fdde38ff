import { describe, expect, it } from 'vitest';
import { nameOf, readCall } from './call.js';

const read = (method: string, target: string, body = '') => readCall({ method, target, headers: {}, body });

describe('a request to an API server', { tags: ['proof.emulators', 'contract'] }, () => {
  it.each([
    ['GET', '/api/v1/pods?limit=500', 'list pods'],
    ['GET', '/api/v1/namespaces/a/pods?watch=true&resourceVersion=1', 'watch pods'],
    ['GET', '/api/v1/namespaces/a/pods?watch=1', 'watch pods'],
    ['GET', '/api/v1/namespaces/a/pods/one', 'get pods'],
    ['GET', '/api/v1/namespaces/a', 'get namespaces'],
    ['GET', '/api/v1/namespaces', 'list namespaces'],
    ['POST', '/api/v1/namespaces/a/pods?dryRun=All', 'create pods'],
    ['POST', '/api/v1/namespaces/a/pods/one/eviction', 'create pods/eviction'],
    ['PATCH', '/apis/apps/v1/namespaces/a/deployments/one/scale', 'patch deployments/scale'],
    ['PUT', '/apis/batch/v1/namespaces/a/jobs/one', 'update jobs'],
    ['DELETE', '/api/v1/namespaces/a/pods', 'deletecollection pods'],
    ['DELETE', '/api/v1/namespaces/a/pods/one', 'delete pods'],
    ['DELETE', '/api/v1/namespaces/a', 'delete namespaces'],
    ['GET', '/version', 'get /version'],
    ['GET', '/openapi/v3/apis/apps/v1', 'get /openapi/v3/apis/apps/v1'],
  ])('%s %s is to %s', (method, target, action) => {
    expect(read(method, target).action).toBe(action);
  });

  it('names group, namespace and object', () => {
    expect(read('DELETE', '/apis/apps/v1/namespaces/a/deployments/one')).toMatchObject({ group: 'apps', namespace: 'a', name: 'one' });
    expect(read('GET', '/api/v1/namespaces/a')).toMatchObject({ resource: 'namespaces', name: 'a' });
    expect(nameOf(read('POST', '/api/v1/namespaces/a/pods', '{"metadata":{"name":"one"}}'))).toBe('one');
    expect(nameOf(read('POST', '/api/v1/namespaces/a/pods', 'kind: Pod'))).toBe('');
  });
});
