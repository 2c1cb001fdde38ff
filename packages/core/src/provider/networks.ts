import type { Accepted, OperationInput, Page, PageInput, Pollable, Removal, WriteInput } from './operation.js';
import type { NamedLabels, Resource, ResourceFilter } from './resource.js';

/** What a network, subnet or firewall is doing, in our words. `unknown` means the cloud's word is not in the plugin's table. */
export type NetworkState = 'creating' | 'ready' | 'deleting' | 'deleted' | 'failed' | 'unknown';

/** An isolated address space that machines are connected to. */
export interface Network extends Resource<NetworkState> {
  /** Address ranges in CIDR notation; empty where only subnets have one. */
  readonly cidrs: readonly string[];
}

/** Part of a network's address space. */
export interface Subnet extends Resource<NetworkState> {
  readonly networkRef: string;
  readonly cidr: string;
  /** Undefined when it spans the region. */
  readonly zone: string | undefined;
  /** Machines in it may have addresses that the internet reaches. */
  readonly public: boolean;
}

/** Who is at the other end of a firewall rule. */
export type FirewallPeer =
  | { readonly kind: 'cidr'; readonly cidr: string }
  /** Machines that carry this firewall. */
  | { readonly kind: 'firewall'; readonly firewallRef: string };

/** What may pass, or may not. */
export interface FirewallRule {
  /** Seen from the machine. */
  readonly direction: 'ingress' | 'egress';
  readonly action: 'allow' | 'deny';
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'all';
  /** First and last port, both included; undefined for all, and for protocols without ports. */
  readonly ports: { readonly from: number; readonly to: number } | undefined;
  readonly peer: FirewallPeer;
  /** For people. */
  readonly note: string | undefined;
}

/** Rules that machines carry: security group, tagged firewall rules, network security group, network policy. */
export interface Firewall extends Resource<NetworkState> {
  readonly networkRef: string;
  readonly rules: readonly FirewallRule[];
}

/** Networks, their subnets, and firewalls. Experimental until two plugins implement it. */
export interface Networks extends Pollable {
  /**
   * Creates a network unless the deployment has one of that name. May be repeated.
   *
   * AWS: CreateVpc. GCP: networks.insert. Azure: virtualNetworks createOrUpdate. Kubernetes: none.
   *
   * @param input.cidr - IPv4 range of all its subnets together, in CIDR notation
   * @throws {ProviderError} `Conflict` when the network of that name has another range
   */
  ensureNetwork(input: WriteInput & { readonly labels: NamedLabels; readonly cidr: string }): Promise<Accepted<NetworkState>>;

  /**
   * Reads one network.
   *
   * AWS: DescribeVpcs. GCP: networks.get. Azure: virtualNetworks get. Kubernetes: none.
   *
   * @returns undefined when the cloud says that there is none
   */
  getNetwork(input: OperationInput & { readonly networkRef: string }): Promise<Network | undefined>;

  /**
   * Lists networks, page by page, ours and others'.
   *
   * AWS: DescribeVpcs. GCP: networks.list. Azure: virtualNetworks listAll. Kubernetes: none.
   */
  listNetworks(input: PageInput & { readonly filter: ResourceFilter }): Promise<Page<Network>>;

  /**
   * Deletes a network. May be repeated: deleting the absent succeeds.
   *
   * AWS: DeleteVpc. GCP: networks.delete. Azure: virtualNetworks delete. Kubernetes: none.
   *
   * @throws {ProviderError} `Conflict` while subnets, firewalls or machines use it: nothing was deleted
   */
  deleteNetwork(input: WriteInput & { readonly networkRef: string }): Promise<Removal>;

  /**
   * Creates a subnet unless its network has one of that name. May be repeated.
   *
   * AWS: CreateSubnet, CreateRouteTable, CreateRoute, AssociateRouteTable. GCP: subnetworks.insert. Azure: subnets createOrUpdate.
   * Kubernetes: none.
   *
   * @param input.zone - left out where subnets span a region
   * @param input.public - whether a route to the internet is set up
   * @throws {ProviderError} `Conflict` when the subnet of that name is different; `InvalidTemplate` when the range is not free
   */
  ensureSubnet(
    input: WriteInput & {
      readonly labels: NamedLabels;
      readonly networkRef: string;
      readonly cidr: string;
      readonly zone?: string;
      readonly public: boolean;
    },
  ): Promise<Accepted<NetworkState>>;

  /**
   * Reads one subnet.
   *
   * AWS: DescribeSubnets. GCP: subnetworks.get. Azure: subnets get. Kubernetes: none.
   *
   * @returns undefined when the cloud says that there is none
   */
  getSubnet(input: OperationInput & { readonly subnetRef: string }): Promise<Subnet | undefined>;

  /**
   * Lists subnets, page by page, ours and others'.
   *
   * AWS: DescribeSubnets. GCP: subnetworks.list. Azure: subnets list. Kubernetes: none.
   */
  listSubnets(input: PageInput & { readonly filter: ResourceFilter; readonly networkRef?: string }): Promise<Page<Subnet>>;

  /**
   * Deletes a subnet. May be repeated: deleting the absent succeeds.
   *
   * AWS: DeleteSubnet. GCP: subnetworks.delete. Azure: subnets delete. Kubernetes: none.
   *
   * @throws {ProviderError} `Conflict` while machines are in it: nothing was deleted
   */
  deleteSubnet(input: WriteInput & { readonly subnetRef: string }): Promise<Removal>;

  /**
   * Creates a firewall unless its network has one of that name, and gives it exactly these rules. May be repeated.
   * New rules apply before old ones are taken away, so that nothing that both allow is ever cut off.
   *
   * AWS: CreateSecurityGroup, AuthorizeSecurityGroupIngress, RevokeSecurityGroupIngress and their Egress twins.
   * GCP: firewalls.insert, firewalls.patch, firewalls.delete. Azure: networkSecurityGroups createOrUpdate.
   * Kubernetes: server-side apply of a NetworkPolicy.
   *
   * @throws {ProviderError} `Unsupported` when the cloud cannot express a rule (security groups and network policies cannot deny)
   */
  ensureFirewall(
    input: WriteInput & { readonly labels: NamedLabels; readonly networkRef: string; readonly rules: readonly FirewallRule[] },
  ): Promise<Accepted<NetworkState>>;

  /**
   * Reads one firewall with its rules.
   *
   * AWS: DescribeSecurityGroups. GCP: firewalls.list by target tag. Azure: networkSecurityGroups get. Kubernetes: get of the NetworkPolicy.
   *
   * @returns undefined when the cloud says that there is none
   */
  getFirewall(input: OperationInput & { readonly firewallRef: string }): Promise<Firewall | undefined>;

  /**
   * Lists firewalls, page by page, ours and others'.
   *
   * AWS: DescribeSecurityGroups. GCP: firewalls.list. Azure: networkSecurityGroups listAll. Kubernetes: list of NetworkPolicies, in chunks.
   */
  listFirewalls(input: PageInput & { readonly filter: ResourceFilter; readonly networkRef?: string }): Promise<Page<Firewall>>;

  /**
   * Deletes a firewall and its rules. May be repeated: deleting the absent succeeds.
   *
   * AWS: DeleteSecurityGroup. GCP: firewalls.delete. Azure: networkSecurityGroups delete. Kubernetes: delete of the NetworkPolicy.
   *
   * @throws {ProviderError} `Conflict` while machines carry it: nothing was deleted
   */
  deleteFirewall(input: WriteInput & { readonly firewallRef: string }): Promise<Removal>;
}
