/**
 * Keys of Open Resource Broker's templates by the vendors' names for the same. Source: github.com/finos/open-resource-broker, its template
 * examples; older names of a key stand beside newer ones.
 */
const NAMES: Readonly<{ [key: string]: string }> = {
  template_id: 'templateId',
  max_number: 'maxNumber',
  max_instances: 'maxNumber',
  max_machines: 'maxNumber',
  attributes: 'attributes',
  priority: 'priority',
  tags: 'instanceTags',
  instance_tags: 'instanceTags',
  user_data: 'userData',
  user_data_script: 'userData',
  image_id: 'imageId',
  machine_image: 'imageId',
  vm_type: 'vmType',
  instance_type: 'vmType',
  machine_type: 'vmType',
  vm_types: 'vmTypes',
  instance_types: 'vmTypes',
  machine_types: 'vmTypes',
  vm_types_on_demand: 'vmTypesOnDemand',
  vm_types_priority: 'vmTypesPriority',
  subnet_id: 'subnetId',
  subnet_ids: 'subnetId',
  security_group_ids: 'securityGroupIds',
  key_name: 'keyName',
  price_type: 'priceType',
  max_price: 'maxSpotPrice',
  max_spot_price: 'maxSpotPrice',
  instance_profile: 'instanceProfile',
  fleet_role: 'fleetRole',
  allocation_strategy: 'allocationStrategy',
  allocation_strategy_on_demand: 'allocationStrategyOnDemand',
  percent_on_demand: 'percentOnDemand',
  pools_count: 'poolsCount',
  spot_fleet_request_expiry: 'spotFleetRequestExpiry',
  root_device_volume_size: 'rootDeviceVolumeSize',
  volume_type: 'volumeType',
  iops: 'iops',
  launch_template_id: 'launchTemplateId',
};

/** A template of Open Resource Broker with the vendors' names; a name that nobody else has stays. */
export function withVendorNames(template: object): object {
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [Object.hasOwn(NAMES, key) ? NAMES[key] : key, value]));
}

/** Key beside the templates by which its files are known. */
export const ORB_MARK = 'scheduler_type';

/** Whether a parsed file is one of Open Resource Broker's. */
export function looksLikeOrb(document: unknown, entries: readonly unknown[]): boolean {
  const isMarked = typeof document === 'object' && document !== null && Object.hasOwn(document, ORB_MARK);
  return isMarked || entries.some((entry) => typeof entry === 'object' && entry !== null && Object.hasOwn(entry, 'template_id'));
}
