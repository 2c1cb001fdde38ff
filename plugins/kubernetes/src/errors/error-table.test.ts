import { describe, expect, it } from 'vitest';
import { ERROR_TABLE } from './error-table.js';
import { readStatus, type Status } from './status.js';
import { refusalError } from './to-provider-error.js';

const refused = (status: Status, effect: 'read' | 'create' = 'create', retryAfterMs?: number) =>
  refusalError(status, { action: effect === 'read' ? 'list pods' : 'create pods', effect }, retryAfterMs);
const forbidden = (message: string): Status => ({ code: 403, reason: 'Forbidden', message, details: { name: 'p', kind: 'pods' } });

/** As API servers of 1.36 word them. */
const WORDED: readonly (readonly [what: string, status: Status, errorClass: string, remedy: RegExp])[] = [
  ['a wrong token', { code: 401, reason: 'Unauthorized', message: 'Unauthorized' }, 'Credentials', /renew it/],
  [
    'a missing permission',
    forbidden('pods is forbidden: User "hf" cannot create resource "pods" in API group "" in the namespace "grid"'),
    'PermissionDenied',
    /\(allow create pods in grid to this user: see plugins\/kubernetes\/rbac\.yaml\)$/,
  ],
  [
    'roles that are not read yet',
    forbidden(
      'pods is forbidden: User "hf" cannot list resource "pods" in API group "" in the namespace "grid": RBAC: role.rbac.authorization.k8s.io "hostwright" not found',
    ),
    'Unavailable',
    /may not have read its roles yet/,
  ],
  [
    'a quota',
    forbidden('pods "p" is forbidden: exceeded quota: few, requested: pods=1, used: pods=3, limited: pods=3'),
    'Quota',
    /raise the ResourceQuota/,
  ],
  [
    'a quota that wants limits',
    forbidden('pods "p" is forbidden: failed quota: few: must specify limits.cpu for: c'),
    'InvalidTemplate',
    /to be stated/,
  ],
  [
    'a quota that cannot be counted',
    forbidden('pods "p" is forbidden: status unknown for quota: few, resources: pods'),
    'Unavailable',
    /./,
  ],
  [
    'a Pod Security Standard',
    forbidden(
      'pods "p" is forbidden: violates PodSecurity "restricted:latest": privileged (container "machine" must not set securityContext.privileged=true)',
    ),
    'InvalidTemplate',
    /Pod Security Standard forbids it/,
  ],
  ['a LimitRange', forbidden('pods "p" is forbidden: maximum cpu usage per Pod is 2, but limit is 3'), 'InvalidTemplate', /LimitRange/],
  [
    'a service account that is missing',
    forbidden('pods "p" is forbidden: error looking up service account grid/x: serviceaccount "x" not found'),
    'InvalidTemplate',
    /serviceAccount/,
  ],
  [
    'a priority class that is missing',
    forbidden('pods "p" is forbidden: no PriorityClass with name x was found'),
    'InvalidTemplate',
    /priorityClass/,
  ],
  [
    'a runtime class that is missing',
    forbidden('pods "p" is forbidden: pod rejected: RuntimeClass "x" not found'),
    'InvalidTemplate',
    /runtimeClass/,
  ],
  [
    'a namespace that is being deleted',
    forbidden('pods "p" is forbidden: unable to create new content in namespace grid because it is being terminated'),
    'InvalidTemplate',
    /name another one/,
  ],
  [
    'an admission plugin of any kind',
    forbidden('pods "p" is forbidden: node selector label conflicts'),
    'InvalidTemplate',
    /admission refuses/,
  ],
  [
    'a webhook that says no',
    { code: 400, reason: 'BadRequest', message: 'admission webhook "policy.example" denied the request: no latest tags' },
    'InvalidTemplate',
    /a policy of the cluster/,
  ],
  [
    'a policy that says no',
    { code: 422, reason: 'Invalid', message: "pods \"p\" is forbidden: ValidatingAdmissionPolicy 'x' with binding 'y' denied request: no" },
    'InvalidTemplate',
    /a policy of the cluster/,
  ],
  [
    'a webhook that does not answer',
    {
      code: 500,
      reason: 'InternalError',
      message: 'Internal error occurred: failed calling webhook "w": failed to call webhook: Post "https://w": context deadline exceeded',
    },
    'Unavailable',
    /a webhook of the cluster does not answer/,
  ],
  [
    'a namespace that is missing',
    { code: 404, reason: 'NotFound', message: 'namespaces "x" not found', details: { name: 'x', kind: 'namespaces' } },
    'InvalidTemplate',
    /create the namespace/,
  ],
  [
    'a kind that is not served',
    { code: 404, reason: 'NotFound', message: 'the server could not find the requested resource' },
    'Unsupported',
    /too old/,
  ],
  [
    'an object that is missing',
    { code: 404, reason: 'NotFound', message: 'pods "p" not found', details: { name: 'p', kind: 'pods' } },
    'NotFound',
    /./,
  ],
  ['a name that is taken', { code: 409, reason: 'AlreadyExists', message: 'pods "p" already exists' }, 'Conflict', /./],
  [
    'another uid',
    { code: 409, reason: 'Conflict', message: 'Precondition failed: UID in precondition: a, UID in object meta: b' },
    'Conflict',
    /./,
  ],
  [
    'a quota that many count at once',
    {
      code: 409,
      reason: 'Conflict',
      message: 'Operation cannot be fulfilled on resourcequotas "few": the object has been modified',
      details: { name: 'few', kind: 'resourcequotas' },
    },
    'Unavailable',
    /./,
  ],
  ['a list that took too long', { code: 410, reason: 'Expired', message: 'too old' }, 'NotFound', /list anew/],
  [
    'a field that is wrong',
    { code: 422, reason: 'Invalid', message: 'Pod "p" is invalid: spec.x: Required', details: { causes: [{ field: 'spec.x' }] } },
    'InvalidTemplate',
    /./,
  ],
  [
    'a field that does not exist',
    {
      code: 400,
      reason: 'BadRequest',
      message: 'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.foo"',
    },
    'InvalidTemplate',
    /spec\.foo/,
  ],
  ['too many calls', { code: 429, reason: 'TooManyRequests', message: 'too many requests, please try again later' }, 'Throttled', /./],
  [
    'a disruption budget',
    {
      code: 429,
      reason: 'TooManyRequests',
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
      details: { causes: [{ reason: 'DisruptionBudget' }] },
    },
    'Unavailable',
    /PodDisruptionBudget/,
  ],
  ['a fault', { code: 500, reason: 'InternalError', message: 'etcdserver: leader changed' }, 'OutcomeUnknown', /./],
  [
    'a server that is overloaded inside',
    { code: 500, reason: 'ServerTimeout', message: 'try again', details: { retryAfterSeconds: 2 } },
    'OutcomeUnknown',
    /./,
  ],
  ['a time-out', { code: 504, reason: 'Timeout', message: 'request did not complete within the allotted timeout' }, 'OutcomeUnknown', /./],
  ['a server that is going down', { code: 503, reason: 'ServiceUnavailable', message: 'shutting down' }, 'OutcomeUnknown', /./],
  ['a word that nobody knows', { code: 418, reason: 'Teapot', message: 'odd' }, 'OutcomeUnknown', /./],
  ['a load balancer’s refusal', { code: 429 }, 'Throttled', /./],
];

describe('a refusal of the API server', { tags: ['kubernetes.errors', 'contract'] }, () => {
  it.each(WORDED)('by %s says what it is and what to do', (_, status, errorClass, remedy) => {
    const error = refused(status);
    expect(error.errorClass).toBe(errorClass);
    expect(error.code).toBe(status.reason ?? String(status.code));
    expect(error.message).toMatch(/^create pods: /);
    expect(error.message).toMatch(remedy);
    expect(error.message).not.toContain('\n');
  });

  it('has a source for each row, and no row that another one hides', () => {
    for (const { source } of ERROR_TABLE) expect(source).toMatch(/^https:\/\//);
    const plain = ERROR_TABLE.filter(({ message, cause, kind, effect, code }) =>
      [message, cause, kind, effect, code].every((value) => value === undefined),
    );
    const reasons = plain.map(({ reason }) => reason);
    expect(new Set(reasons).size).toBe(reasons.length);
    const hidden = ERROR_TABLE.filter((row, index) =>
      plain.some((general) => general.reason === row.reason && ERROR_TABLE.indexOf(general) < index),
    );
    expect(hidden).toEqual([]);
  });

  it('is a passing trouble of a read where it is an unknown outcome of a write', () => {
    for (const reason of ['InternalError', 'Timeout', 'ServiceUnavailable', 'Teapot']) {
      expect(refused({ code: 500, reason }, 'read').errorClass).toBe('Unavailable');
      expect(refused({ code: 500, reason }).errorClass).toBe('OutcomeUnknown');
    }
    expect(refused(forbidden('odd'), 'read').errorClass).toBe('PermissionDenied');
  });

  it('waits as long as it was told to', () => {
    const status: Status = { code: 429, reason: 'TooManyRequests', details: { retryAfterSeconds: 3 } };
    expect(refused(status).retryAfterMs).toBe(3_000);
    expect(refused(status, 'create', 7_000).retryAfterMs).toBe(7_000);
    expect(refused({ code: 429, reason: 'TooManyRequests' }).retryAfterMs).toBeUndefined();
  });

  it('names what is meant: the permission, the field, or the object', () => {
    expect(refused(forbidden('User "u" cannot list resource "nodes" in API group "" at the cluster scope')).subject).toBe('list nodes');
    expect(
      refused({ code: 422, reason: 'Invalid', details: { name: 'p', kind: 'Pod', causes: [{ field: 'spec.containers[0].image' }] } }),
    ).toMatchObject({
      subject: 'spec.containers[0].image',
      message: expect.stringMatching(/ at spec\.containers\[0\]\.image$/),
    });
    expect(refused({ code: 404, reason: 'NotFound', details: { name: 'p', kind: 'pods' } }).subject).toBe('pods p');
  });

  it('is short, in one line, and without keys', () => {
    const { message } = refused({
      code: 400,
      reason: 'BadRequest',
      message: `-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n\u0007Bearer abcdef ${'x'.repeat(9_000)}`,
    });
    expect(message.length).toBeLessThan(600);
    expect(message).toMatch(/^create pods: BadRequest: \(key\) \(token\) x+\.\.\.$/);
  });

  it('is read as far as it has the form of a Status', () => {
    expect(readStatus({ kind: 'Pod' })).toBeUndefined();
    expect(readStatus('no')).toBeUndefined();
    expect(readStatus({ kind: 'Status', code: 'x', message: 1, details: { causes: 'no', name: 'n' } })).toEqual({
      kind: 'Status',
      details: { name: 'n' },
    });
  });
});
