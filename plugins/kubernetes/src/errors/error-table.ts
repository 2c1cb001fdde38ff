import type { ErrorRow } from './error-row.js';

const API = 'https://github.com/kubernetes/apimachinery/blob/v0.36.0/pkg/api/errors/errors.go';
const REASONS = 'https://github.com/kubernetes/apimachinery/blob/v0.36.0/pkg/apis/meta/v1/types.go';
const QUOTA = 'https://kubernetes.io/docs/concepts/policy/resource-quotas/';
const QUOTA_CODE = 'https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/admission/plugin/resourcequota/controller.go';
const WEBHOOK = 'https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#failure-policy';
const POLICY = 'https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/';

/** How the API server refuses, from the special to the general: the first row that fits decides. */
export const ERROR_TABLE: readonly ErrorRow[] = [
  {
    meaning: 'Credentials',
    reason: 'Unauthorized',
    remedy: 'the token or client certificate is missing, wrong or expired: renew it',
    source: REASONS,
  },
  {
    meaning: 'Quota',
    reason: 'Forbidden',
    message: /exceeded quota:/,
    remedy: 'raise the ResourceQuota, or return machines',
    source: QUOTA,
  },
  {
    meaning: 'InvalidTemplate',
    reason: 'Forbidden',
    message: /failed quota: .*must specify/,
    remedy: 'the namespace’s quota wants these requests or limits to be stated',
    source: QUOTA,
  },
  { meaning: 'Unavailable', reason: 'Forbidden', message: /status unknown for quota/, source: QUOTA_CODE },
  {
    meaning: 'InvalidTemplate',
    reason: 'Forbidden',
    message: /violates PodSecurity/,
    remedy:
      'the namespace’s Pod Security Standard forbids it: change the security context, or the namespace’s label pod-security.kubernetes.io/enforce',
    source: 'https://kubernetes.io/docs/concepts/security/pod-security-admission/',
  },
  {
    meaning: 'InvalidTemplate',
    reason: 'Forbidden',
    message: /because it is being terminated/,
    remedy: 'the namespace is being deleted: name another one',
    source: 'https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#namespacelifecycle',
  },
  {
    meaning: 'InvalidTemplate',
    reason: 'Forbidden',
    message: /(?:maximum|minimum) \S+ usage per|limit to request ratio per/,
    remedy: 'the namespace’s LimitRange forbids it: change requests and limits',
    source: 'https://kubernetes.io/docs/concepts/policy/limit-range/',
  },
  {
    meaning: 'InvalidTemplate',
    reason: 'Forbidden',
    message: /error looking up service account|service account .* was not found/,
    remedy: 'create the service account, or correct serviceAccount',
    source: 'https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#serviceaccount',
  },
  {
    meaning: 'InvalidTemplate',
    reason: 'Forbidden',
    message: /no PriorityClass with name/,
    remedy: 'create the PriorityClass, or correct priorityClass',
    source: 'https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#priority',
  },
  {
    meaning: 'InvalidTemplate',
    reason: 'Forbidden',
    message: /RuntimeClass "[^"]*" not found/,
    remedy: 'create the RuntimeClass, or correct runtimeClass',
    source: 'https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#runtimeclass',
  },
  {
    meaning: 'Unavailable',
    reason: 'Forbidden',
    // An API server that has just started knows bindings before it knows their roles, and refuses for a moment what it allows later.
    message: /cannot \S+ (?:resource|path) ".*: RBAC: .*not found/,
    remedy: 'the API server may not have read its roles yet; if it stays so, a binding names a role that does not exist',
    source: 'https://github.com/kubernetes/kubernetes/blob/v1.36.3/plugin/pkg/auth/authorizer/rbac/rbac.go',
  },
  {
    meaning: 'PermissionDenied',
    reason: 'Forbidden',
    // How RBAC and every other authorizer are quoted.
    message: /cannot \S+ (?:resource|path) "/,
    source: 'https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/endpoints/handlers/responsewriters/errors.go',
  },
  {
    meaning: 'InvalidTemplate',
    message: /admission webhook "[^"]*" denied the request/,
    remedy: 'a policy of the cluster forbids it: change the template as it says',
    source: WEBHOOK,
  },
  {
    meaning: 'InvalidTemplate',
    message: /ValidatingAdmissionPolicy '[^']*'.* denied request/,
    remedy: 'a policy of the cluster forbids it: change the template as it says',
    source: POLICY,
  },
  {
    meaning: 'InvalidTemplate',
    reason: 'Forbidden',
    effect: 'write',
    remedy: 'the cluster’s admission refuses the object: change the template as it says',
    source: 'https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/',
  },
  { meaning: 'PermissionDenied', reason: 'Forbidden', source: REASONS },
  {
    meaning: 'InvalidTemplate',
    reason: 'NotFound',
    kind: 'namespaces',
    effect: 'write',
    remedy: 'create the namespace, or name another one',
    source: API,
  },
  {
    meaning: 'Unsupported',
    reason: 'NotFound',
    message: /could not find the requested resource/,
    remedy: 'the API server is too old, or does not serve this kind',
    source: API,
  },
  { meaning: 'NotFound', reason: 'NotFound', source: API },
  { meaning: 'Conflict', reason: 'AlreadyExists', source: API },
  {
    meaning: 'Unavailable',
    reason: 'Conflict',
    // Many creates at the same time under one quota: admission gave up, nothing was stored.
    kind: 'resourcequotas',
    source: QUOTA_CODE,
  },
  { meaning: 'Conflict', reason: 'Conflict', source: API },
  // Not "retry later": the same list or watch is refused for ever, only a new one helps.
  { meaning: 'NotFound', reason: 'Expired', remedy: 'the listing took too long: list anew', source: API },
  { meaning: 'NotFound', reason: 'Gone', remedy: 'list anew', source: API },
  { meaning: 'InvalidTemplate', reason: 'Invalid', source: API },
  { meaning: 'InvalidTemplate', reason: 'BadRequest', source: API },
  { meaning: 'InvalidTemplate', reason: 'RequestEntityTooLarge', remedy: 'an object may take 1.5 MiB: make it smaller', source: API },
  { meaning: 'Unsupported', reason: 'MethodNotAllowed', source: API },
  { meaning: 'Unsupported', reason: 'NotAcceptable', source: API },
  { meaning: 'Unsupported', reason: 'UnsupportedMediaType', source: API },
  {
    meaning: 'Unavailable',
    reason: 'TooManyRequests',
    cause: 'DisruptionBudget',
    remedy: 'a PodDisruptionBudget forbids it for now',
    source: 'https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/',
  },
  { meaning: 'Throttled', reason: 'TooManyRequests', source: 'https://kubernetes.io/docs/concepts/cluster-administration/flow-control/' },
  {
    meaning: 'Unavailable',
    reason: 'InternalError',
    // Admission comes before anything is stored.
    message: /failed calling (?:admission )?webhook/,
    remedy: 'a webhook of the cluster does not answer: its operator must see to it',
    source: WEBHOOK,
  },
  { meaning: 'Fault', reason: 'InternalError', source: API },
  { meaning: 'Fault', reason: 'ServerTimeout', source: API },
  { meaning: 'Fault', reason: 'Timeout', source: API },
  { meaning: 'Fault', reason: 'ServiceUnavailable', source: API },
  { meaning: 'Fault', reason: 'StoreReadError', source: REASONS },
  // Load balancers and older servers give no reason.
  { meaning: 'Credentials', code: 401, remedy: 'the token or client certificate is missing, wrong or expired: renew it', source: REASONS },
  { meaning: 'PermissionDenied', code: 403, source: REASONS },
  { meaning: 'NotFound', code: 404, source: API },
  { meaning: 'NotFound', code: 410, source: API },
  { meaning: 'Throttled', code: 429, source: API },
];
