import type { Status } from '../domain/status.js';
import type { Tag } from '../domain/tag.js';
import type { Accepted, OperationInput, Page, PageInput, Pollable, Removal, WriteInput } from './operation.js';
import type { NamedLabels, Resource, ResourceFilter } from './resource.js';

/** What a service identity is doing, in our words. `unknown` means the cloud's word is not in the plugin's table. */
export type IdentityState = 'creating' | 'ready' | 'disabled' | 'deleting' | 'deleted' | 'failed' | 'unknown';

/** A principal of the cloud that programs act as: role, service account, managed identity. */
export interface ServiceIdentity extends Resource<IdentityState> {
  /** As grants and policies name it: an ARN, an e-mail address, a client id. */
  readonly principal: string;
}

/** A Kubernetes account whose pods may act as a service identity. */
export interface Workload {
  /** Address of the cluster's OpenID Connect issuer. */
  readonly issuerUrl: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** One workload bound to an identity. */
export interface WorkloadBinding {
  readonly identityRef: string;
  readonly workload: Workload;
  readonly state: Status<'creating' | 'bound' | 'unknown'>;
  /** Annotations that the Kubernetes account must carry for it to work. */
  readonly annotations: readonly Tag[];
}

/** What a grant is about. */
export interface GrantTarget {
  /** `connection`: everything in the account and region, project or cluster. */
  readonly kind: 'connection' | 'bucket' | 'repository' | 'volume' | 'network' | 'cluster';
  /** The object's `ref`; undefined for `connection`. */
  readonly ref: string | undefined;
}

/** How far a grant goes: `read` what is in it, `write` also change what is in it, `manage` also change or delete the thing itself. */
export type AccessLevel = 'read' | 'write' | 'manage';

/** A right of an identity on something. */
export interface Grant {
  readonly grantRef: string;
  readonly identityRef: string;
  readonly target: GrantTarget;
  /** `raw` is the cloud's own role or policy; `other` when it is none of ours. */
  readonly access: Status<AccessLevel | 'other'>;
}

/** Credentials that end by themselves. Treat every value as a secret: never log or store it. */
export interface ShortLivedCredentials {
  /** Under the names that the cloud's own tools read from the environment: `AWS_SESSION_TOKEN`, `CLOUDSDK_AUTH_ACCESS_TOKEN`. */
  readonly values: readonly Tag[];
  readonly expiresAtMs: number;
}

/** Service identities, what they may do, and who may act as them. Experimental until two plugins implement it. */
export interface Identities extends Pollable {
  /**
   * Creates a service identity without any rights unless the account has one of that name. May be repeated.
   *
   * AWS: CreateRole. GCP: serviceAccounts.create. Azure: userAssignedIdentities createOrUpdate. Kubernetes: create of a ServiceAccount.
   */
  ensureIdentity(input: WriteInput & { readonly labels: NamedLabels }): Promise<Accepted<IdentityState>>;

  /**
   * Reads one service identity.
   *
   * AWS: GetRole. GCP: serviceAccounts.get. Azure: userAssignedIdentities get. Kubernetes: get of the ServiceAccount.
   *
   * @returns undefined when the cloud says that there is none
   */
  getIdentity(input: OperationInput & { readonly identityRef: string }): Promise<ServiceIdentity | undefined>;

  /**
   * Lists service identities, page by page, ours and others'.
   *
   * AWS: ListRoles, ListRoleTags. GCP: serviceAccounts.list. Azure: userAssignedIdentities list. Kubernetes: list of ServiceAccounts, in chunks.
   */
  listIdentities(input: PageInput & { readonly filter: ResourceFilter }): Promise<Page<ServiceIdentity>>;

  /**
   * Deletes a service identity with its grants and bindings. May be repeated: deleting the absent succeeds.
   *
   * AWS: DetachRolePolicy, DeleteRolePolicy, DeleteRole. GCP: serviceAccounts.delete. Azure: userAssignedIdentities delete.
   * Kubernetes: delete of the ServiceAccount and its RoleBindings.
   */
  deleteIdentity(input: WriteInput & { readonly identityRef: string }): Promise<Removal>;

  /**
   * Lets pods of one Kubernetes account act as the identity: that account, that namespace, that issuer and the cloud's own audience, and
   * no other. May be repeated.
   *
   * AWS: CreateOpenIDConnectProvider, UpdateAssumeRolePolicy. GCP: serviceAccounts.setIamPolicy with workloadIdentityUser.
   * Azure: federatedIdentityCredentials createOrUpdate. Kubernetes: none; pods name their ServiceAccount.
   *
   * @throws {ProviderError} `NotFound` when the identity does not exist
   */
  bindWorkload(input: WriteInput & { readonly identityRef: string; readonly workload: Workload }): Promise<WorkloadBinding>;

  /**
   * Takes that right away again. May be repeated: an absent binding or identity is success.
   *
   * AWS: UpdateAssumeRolePolicy. GCP: serviceAccounts.setIamPolicy. Azure: federatedIdentityCredentials delete. Kubernetes: none.
   */
  unbindWorkload(input: WriteInput & { readonly identityRef: string; readonly workload: Workload }): Promise<Removal>;

  /**
   * Lists the workloads that may act as an identity.
   *
   * AWS: GetRole. GCP: serviceAccounts.getIamPolicy. Azure: federatedIdentityCredentials list. Kubernetes: none.
   */
  listBindings(input: PageInput & { readonly identityRef: string }): Promise<Page<WorkloadBinding>>;

  /**
   * Gives an identity access to one thing, by the narrowest role that allows it. May be repeated. It may take a minute to have effect.
   *
   * AWS: PutRolePolicy. GCP: setIamPolicy of the bucket, repository or project. Azure: roleAssignments create.
   * Kubernetes: server-side apply of a RoleBinding.
   *
   * @throws {ProviderError} `NotFound` when identity or target does not exist; `Unsupported` when there is no such role for the target
   */
  grant(input: WriteInput & { readonly identityRef: string; readonly target: GrantTarget; readonly access: AccessLevel }): Promise<Grant>;

  /**
   * Takes a grant away. May be repeated: an absent grant is success.
   *
   * AWS: DeleteRolePolicy. GCP: setIamPolicy of the bucket, repository or project. Azure: roleAssignments delete.
   * Kubernetes: delete of the RoleBinding.
   */
  revoke(input: WriteInput & { readonly grantRef: string }): Promise<Removal>;

  /**
   * Lists grants of an identity, whoever made them.
   *
   * AWS: ListRolePolicies, GetRolePolicy, ListAttachedRolePolicies. GCP: getIamPolicy of project, buckets and repositories.
   * Azure: roleAssignments list for the principal. Kubernetes: list of RoleBindings, in chunks.
   */
  listGrants(input: PageInput & { readonly identityRef: string }): Promise<Page<Grant>>;

  /**
   * Issues credentials for an identity that end by themselves.
   *
   * AWS: AssumeRole. GCP: IAM Credentials generateAccessToken. Azure: none; only the machine itself can ask for them.
   * Kubernetes: create of a TokenRequest.
   *
   * @param input.lifetimeMs - 900,000 to 43,200,000; the cloud may give less, and `expiresAtMs` says so
   * @throws {ProviderError} `Unsupported` where the cloud issues none to others; `PermissionDenied` when we may not act as the identity
   */
  issueCredentials(input: OperationInput & { readonly identityRef: string; readonly lifetimeMs: number }): Promise<ShortLivedCredentials>;
}
