import { row, type ErrorSource } from './error-row.js';

/** Codes of EC2: client errors common to all actions, client errors of single actions, and server errors. */
export const EC2_ERRORS: ErrorSource = {
  source: 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html',
  rows: [
    row('Capacity', 'InsufficientInstanceCapacity InsufficientCapacity InsufficientHostCapacity InsufficientCapacityOnHost'),
    row(
      'Capacity',
      'InsufficientReservedInstanceCapacity InsufficientVolumeCapacity InsufficientAddressCapacity ReservationCapacityExceeded',
    ),
    row('Capacity', 'UnfulfillableCapacity IncompatibleHostRequirements'),
    row('Capacity', 'InsufficientFreeAddressesInSubnet', 'free addresses in the subnet, or name further subnets'),
    row('Capacity', 'SpotMaxPriceTooLow', 'raise maxSpotPrice, or leave it out: the on-demand price is the limit then'),

    row('Quota', 'InstanceLimitExceeded VcpuLimitExceeded', 'ask AWS for a higher vCPU quota (Service Quotas, Amazon EC2)'),
    row('Quota', 'MaxSpotInstanceCountExceeded', 'ask AWS for a higher spot vCPU quota (Service Quotas, Amazon EC2)'),
    row('Quota', 'MaxSpotFleetRequestCountExceeded TargetCapacityLimitExceeded MaxConfigLimitExceeded RequestResourceCountExceeded'),
    row('Quota', 'VolumeLimitExceeded MaxIOPSLimitExceeded VolumeIOPSLimit', 'ask AWS for a higher quota (Service Quotas, Amazon EBS)'),
    row(
      'Quota',
      'AddressLimitExceeded PrivateIpAddressLimitExceeded ResourceLimitExceeded ResourceCountExceeded ResourceCountLimitExceeded',
    ),

    row('Throttled', 'RequestLimitExceeded'),

    row('Unavailable', 'Unavailable RetryableError'),
    row(
      'Unavailable',
      'IncorrectInstanceState IncorrectState IncorrectSpotRequestState InvalidInstanceState InvalidState InvalidStateTransition',
    ),
    row('Unavailable', 'PendingVerification', 'AWS is still checking the account for this region: wait, or ask its support'),
    row(
      'Unavailable',
      'DependencyViolation InvalidGroup.InUse InvalidNetworkInterface.InUse InvalidPlacementGroup.InUse VolumeInUse ConcurrentTagAccess',
    ),

    row('Credentials', 'AuthFailure', 'check the keys, that the account is active, and that the region is enabled in it'),
    row('Credentials', 'RequestExpired', 'renew the temporary credentials, or set the clock of this host'),
    row('Credentials', 'Blocked', 'the account is blocked: ask the support of AWS'),
    row('Credentials', 'OptInRequired', 'subscribe the account to the service, or accept the terms of the image'),

    row('PermissionDenied', 'UnauthorizedOperation OperationNotPermitted'),

    row(
      'InvalidTemplate',
      'InvalidAMIID.NotFound InvalidAMIID.Malformed InvalidAMIID.Unavailable InvalidAMIName.Malformed',
      'correct imageId',
    ),
    row('InvalidTemplate', 'InvalidSubnetID.NotFound InvalidSubnetID.Malformed InvalidSubnet InvalidSubnet.Conflict', 'correct subnetIds'),
    row(
      'InvalidTemplate',
      'InvalidGroup.NotFound InvalidGroup.Reserved InvalidGroupId.Malformed InvalidSecurityGroupID.NotFound',
      'correct securityGroupIds',
    ),
    row('InvalidTemplate', 'SecurityGroupsPerInstanceLimitExceeded SecurityGroupsPerInterfaceLimitExceeded', 'name fewer securityGroupIds'),
    row('InvalidTemplate', 'InvalidKeyPair.NotFound InvalidKeyPair.Format InvalidKey.Format', 'correct keyName'),
    row('InvalidTemplate', 'InvalidInstanceType InvalidInstanceFamily', 'correct vmTypes'),
    row('InvalidTemplate', 'InvalidPlacementGroup.Unknown InvalidPlacementGroupId.Malformed', 'correct placementGroupName'),
    row('InvalidTemplate', 'InvalidLaunchTemplateId.Malformed InvalidLaunchTemplateName.MalformedException', 'correct launchTemplateId'),
    row('InvalidTemplate', 'InvalidLaunchTemplateId.VersionNotFound', 'correct launchTemplateVersion'),
    row('InvalidTemplate', 'InvalidSnapshot.NotFound InvalidSnapshotID.Malformed InvalidBlockDeviceMapping UnknownVolumeType'),
    row('InvalidTemplate', 'VolumeTypeNotAvailableInZone', 'correct volumeType'),
    row(
      'InvalidTemplate',
      'InvalidSpotFleetRequestConfig InvalidTime InvalidTenancy InvalidHostConfiguration InvalidHostID.NotFound InvalidHostID.Malformed',
    ),
    row(
      'InvalidTemplate',
      'InvalidParameter InvalidParameterValue InvalidParameterCombination InvalidInput InvalidRequest InvalidFormat InvalidCharacter',
    ),
    row(
      'InvalidTemplate',
      'MissingParameter MissingInput UnknownParameter InvalidQueryParameter MalformedQueryString ValidationError InvalidOption.Conflict',
    ),
    row(
      'InvalidTemplate',
      'InvalidAvailabilityZone InvalidZone.NotFound InvalidInterface.IpAddressLimitExceeded InvalidNetworkInterfaceID.NotFound',
    ),
    row(
      'InvalidTemplate',
      'InvalidVpcID.NotFound InvalidVpcID.Malformed VPCIdNotSpecified VPCResourceNotSpecified',
      'name a subnet: the account has no default network',
    ),
    row(
      'InvalidTemplate',
      'InvalidTagKey.Malformed TagLimitExceeded TagPolicyViolation',
      'correct instanceTags; EC2 takes 50 tags, some of them ours',
    ),
    row(
      'InvalidTemplate',
      'FilterLimitExceeded InvalidPaginationToken InvalidNextToken InvalidInstanceAttributeValue InvalidTargetArn.Unknown',
    ),

    row('InvalidSettings', 'InvalidAction MissingAction', 'check the endpoint: what answers there knows no such action'),

    row('NotFound', 'InvalidInstanceID InvalidInstanceID.NotFound InvalidInstanceID.Malformed InvalidID'),
    row('NotFound', 'InvalidVolume.NotFound InvalidVolumeID.Malformed'),
    row('NotFound', 'InvalidLaunchTemplateId.NotFound InvalidLaunchTemplateName.NotFoundException'),
    row('NotFound', 'InvalidSpotFleetRequestId.NotFound InvalidSpotFleetRequestId.Malformed'),
    row('NotFound', 'InvalidSpotInstanceRequestID.NotFound InvalidSpotInstanceRequestID.Malformed'),

    row('Conflict', 'IdempotentParameterMismatch InvalidLaunchTemplateName.AlreadyExistsException'),
    row(
      'Conflict',
      'InvalidKeyPair.Duplicate InvalidGroup.Duplicate InvalidPlacementGroup.Duplicate InvalidPermission.Duplicate InvalidVolumeID.Duplicate',
    ),
    row('Conflict', 'Resource.AlreadyAssigned Resource.AlreadyAssociated'),

    row('Unsupported', 'Unsupported UnsupportedOperation UnsupportedException UnsupportedInstanceAttribute UnsupportedProtocol'),
    row(
      'Unsupported',
      'UnsupportedHostConfiguration UnsupportedTenancy UnsupportedHibernationConfiguration UnsupportedInstanceTypeOnHost NonEBSInstance',
    ),
    row('Unsupported', 'InstanceCreditSpecification.NotSupported InvalidInstanceCreditSpecification'),

    row('Fault', 'InternalError InternalFailure ServiceUnavailable'),
    row('Throttled', 'BandwidthLimitExceeded'),
  ],
};

/** Codes that stand inside good answers of the fleet calls. */
export const FLEET_ERRORS: ErrorSource = {
  source: 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteFleetError.html and API_CancelSpotFleetRequestsError.html',
  rows: [
    row('NotFound', 'fleetIdDoesNotExist fleetIdMalformed fleetRequestIdDoesNotExist fleetRequestIdMalformed'),
    row('Unavailable', 'fleetNotInDeletableState fleetRequestNotInCancellableState'),
    row('Fault', 'unexpectedError'),
  ],
};

/** Codes of the fleet calls about the roles that they act under. */
export const ROLE_ERRORS: ErrorSource = {
  source: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/service-linked-roles-spot-instance-requests.html',
  rows: [
    row(
      'PermissionDenied',
      'AuthFailure.ServiceLinkedRoleCreationNotPermitted',
      'have an administrator run "aws iam create-service-linked-role --aws-service-name spot.amazonaws.com" once',
    ),
  ],
};
