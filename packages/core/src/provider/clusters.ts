import type { Status } from '../domain/status.js';
import type { Tag } from '../domain/tag.js';
import type { Market } from '../domain/offer.js';
import type { Accepted, OperationInput, Page, PageInput, Pollable, Removal, WriteInput } from './operation.js';
import type { NamedLabels, Resource, ResourceFilter } from './resource.js';

/** What a cluster is doing, in our words. `deleted` and `failed` are final; `unknown` means the cloud's word is not in the plugin's table. */
export type ClusterState = 'creating' | 'ready' | 'updating' | 'degraded' | 'deleting' | 'deleted' | 'failed' | 'unknown';

/** A Kubernetes cluster. */
export interface Cluster extends Resource<ClusterState> {
  /** Version of Kubernetes: `1.34`. */
  readonly version: string;
  /** Address of its API server; undefined while it has none. */
  readonly endpoint: string | undefined;
  /** Address of its OpenID Connect issuer, as workload bindings name it; undefined when it has none. */
  readonly issuerUrl: string | undefined;
  readonly networkRef: string | undefined;
}

/** Keeps pods away that do not tolerate it. */
export interface Taint {
  readonly key: string;
  readonly value: string | undefined;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

/** Machines of one kind that are wanted in a cluster. */
export interface NodeGroupSpec {
  /** Unique in the cluster. */
  readonly name: string;
  /** Best first; all of them of one architecture. */
  readonly machineTypes: readonly string[];
  readonly market: Market;
  readonly minMachines: number;
  readonly maxMachines: number;
  /** From `minMachines` to `maxMachines`. */
  readonly desiredMachines: number;
  readonly diskSizeGib: number;
  readonly labels: readonly Tag[];
  readonly taints: readonly Taint[];
}

/** Machines of one kind in a cluster. */
export interface NodeGroup {
  readonly nodeGroupRef: string;
  readonly spec: NodeGroupSpec;
  readonly state: Status<ClusterState>;
  readonly readyMachines: number;
}

/** Something that the cloud installs in a cluster and keeps up to date: a CSI driver, a load balancer controller. */
export interface AddOn {
  /** The cloud's own name: `aws-ebs-csi-driver`. */
  readonly name: string;
  /** Undefined when the cloud chooses. */
  readonly version: string | undefined;
  /** The service identity it acts as; undefined for none of its own. */
  readonly identityRef: string | undefined;
}

/** An add-on as it is installed. */
export interface InstalledAddOn extends AddOn {
  readonly state: Status<ClusterState>;
}

/** A cluster that is wanted. */
export interface ClusterSpec {
  readonly labels: NamedLabels;
  /** Version of Kubernetes: `1.34`. @default the cloud's own choice */
  readonly version?: string;
  /** At least two subnets in different zones where the cloud asks for that. @default a network of its own */
  readonly subnetRefs?: readonly string[];
  readonly nodeGroups: readonly NodeGroupSpec[];
  readonly addOns: readonly AddOn[];
  /** Pods may act as service identities of the cloud. */
  readonly workloadIdentity: boolean;
  /** The API server writes its audit log to the cloud's logging. */
  readonly logging: boolean;
  /** Who reaches the API server over the internet, in CIDR notation; empty: nobody. */
  readonly allowedCidrs: readonly string[];
}

/** A cluster's configuration as the usual tool reads it. */
export interface RenderedCluster {
  /** Which tool: `eksctl`, `config-connector`, `bicep`, `kind`. */
  readonly tool: string;
  readonly fileName: string;
  readonly text: string;
}

/** What `kubectl` needs. Treat the text as a secret. */
export interface Kubeconfig {
  readonly text: string;
  /** Undefined when it asks for a token at each use and holds none. */
  readonly expiresAtMs: number | undefined;
}

/** Kubernetes clusters. Experimental until two plugins implement it. */
export interface Clusters extends Pollable {
  /**
   * Writes a cluster's configuration for the usual tool, so that it can be read, kept and applied by others. Changes nothing.
   *
   * AWS: none; an eksctl ClusterConfig. GCP: none; Config Connector objects. Azure: none; a Bicep template.
   * Kubernetes: none; a kind or k3d configuration.
   *
   * @throws {ProviderError} `InvalidTemplate` when the wish cannot be met
   */
  render(input: OperationInput & { readonly spec: ClusterSpec }): Promise<RenderedCluster>;

  /**
   * Creates a cluster with its first node groups and add-ons. Safe to repeat: the same token never creates a second one. Takes minutes: poll.
   *
   * AWS: EKS CreateCluster, CreateNodegroup, CreateAddon. GCP: clusters.create. Azure: managedClusters createOrUpdate.
   * Kubernetes: none; on a workstation, kind or k3d create.
   *
   * @throws {ProviderError} `Conflict` when another cluster has that name
   */
  create(input: WriteInput & { readonly spec: ClusterSpec }): Promise<Accepted<ClusterState>>;

  /**
   * Reads one cluster.
   *
   * AWS: EKS DescribeCluster. GCP: clusters.get. Azure: managedClusters get. Kubernetes: /version and the kube-system namespace.
   *
   * @returns undefined when the cloud says that there is none
   */
  get(input: OperationInput & { readonly clusterRef: string }): Promise<Cluster | undefined>;

  /**
   * Lists clusters, page by page, ours and others'.
   *
   * AWS: EKS ListClusters, DescribeCluster. GCP: clusters.list. Azure: managedClusters list. Kubernetes: none; the connection's own cluster.
   */
  list(input: PageInput & { readonly filter: ResourceFilter }): Promise<Page<Cluster>>;

  /**
   * Deletes a cluster with its node groups and add-ons. Volumes and load balancers that pods asked for stay. May be repeated: deleting the
   * absent succeeds; while node groups go first it answers `accepted`: call again until it is `removed`.
   *
   * AWS: EKS DeleteNodegroup, DeleteCluster. GCP: clusters.delete. Azure: managedClusters delete. Kubernetes: none; on a workstation, kind or k3d delete.
   */
  delete(input: WriteInput & { readonly clusterRef: string }): Promise<Removal>;

  /**
   * Creates a node group unless the cluster has one of that name, and gives it those sizes, labels and taints. May be repeated.
   *
   * AWS: EKS CreateNodegroup, UpdateNodegroupConfig. GCP: nodePools.create, nodePools.setSize, nodePools.setAutoscaling, nodePools.update.
   * Azure: agentPools createOrUpdate. Kubernetes: none.
   *
   * @throws {ProviderError} `Conflict` when machine types, market or disk of the one of that name differ: make another one
   */
  ensureNodeGroup(input: WriteInput & { readonly clusterRef: string; readonly spec: NodeGroupSpec }): Promise<Accepted<ClusterState>>;

  /**
   * Lists node groups, page by page.
   *
   * AWS: EKS ListNodegroups, DescribeNodegroup. GCP: nodePools.list. Azure: agentPools list. Kubernetes: list of nodes, grouped by label.
   */
  listNodeGroups(input: PageInput & { readonly clusterRef: string }): Promise<Page<NodeGroup>>;

  /**
   * Drains and deletes a node group. May be repeated: deleting the absent succeeds.
   *
   * AWS: EKS DeleteNodegroup. GCP: nodePools.delete. Azure: agentPools delete. Kubernetes: none.
   */
  deleteNodeGroup(input: WriteInput & { readonly clusterRef: string; readonly nodeGroupRef: string }): Promise<Removal>;

  /**
   * Makes what `kubectl` needs to reach the cluster, with no credentials that last.
   *
   * AWS: EKS DescribeCluster. GCP: clusters.get. Azure: managedClusters listClusterUserCredentials. Kubernetes: create of a TokenRequest.
   */
  kubeconfig(input: OperationInput & { readonly clusterRef: string }): Promise<Kubeconfig>;

  /**
   * Installs an add-on, or changes its version or identity. May be repeated.
   *
   * AWS: EKS CreateAddon, UpdateAddon. GCP: clusters.update with addonsConfig. Azure: managedClusters createOrUpdate with addonProfiles.
   * Kubernetes: none; charts are installed by others.
   *
   * @throws {ProviderError} `Unsupported` when the cloud has no add-on of that name
   */
  ensureAddOn(input: WriteInput & { readonly clusterRef: string; readonly addOn: AddOn }): Promise<Accepted<ClusterState>>;

  /**
   * Lists the add-ons that the cloud installed.
   *
   * AWS: EKS ListAddons, DescribeAddon. GCP: clusters.get. Azure: managedClusters get. Kubernetes: none.
   */
  listAddOns(input: PageInput & { readonly clusterRef: string }): Promise<Page<InstalledAddOn>>;

  /**
   * Takes an add-on away. May be repeated: deleting the absent succeeds.
   *
   * AWS: EKS DeleteAddon. GCP: clusters.update with addonsConfig. Azure: managedClusters createOrUpdate with addonProfiles. Kubernetes: none.
   */
  deleteAddOn(input: WriteInput & { readonly clusterRef: string; readonly name: string }): Promise<Removal>;
}
