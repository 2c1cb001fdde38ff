import { row, type ErrorSource } from './error-row.js';

/** Codes that every service may answer. */
export const COMMON_ERRORS: ErrorSource = {
  source:
    'https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html and https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html',
  rows: [
    row('Credentials', 'InvalidClientTokenId UnrecognizedClientException InvalidAccessKeyId', 'check the access key: AWS does not know it'),
    row('Credentials', 'ExpiredToken ExpiredTokenException TokenRefreshRequired', 'renew the temporary credentials'),
    row('Credentials', 'SignatureDoesNotMatch InvalidSignatureException', 'check the secret access key, and the clock of this host'),
    row('Credentials', 'IncompleteSignature IncompleteSignatureException MissingAuthenticationToken MissingAuthenticationTokenException'),
    row('Unavailable', 'RequestTimeTooSkewed RequestInTheFuture', 'set the clock of this host'),
    row('PermissionDenied', 'AccessDenied AccessDeniedException NotAuthorized'),
    row(
      'Throttled',
      'Throttling ThrottlingException ThrottledException RequestThrottled RequestThrottledException TooManyRequestsException',
    ),
    row('InvalidTemplate', 'ValidationException SerializationException'),
    row('InvalidSettings', 'UnknownOperationException UnknownOperation', 'check the endpoint: what answers there knows no such action'),
    row('Fault', 'InternalServerError InternalServerException ServiceUnavailableException'),
  ],
};

/** Codes of Auto Scaling. */
export const AUTO_SCALING_ERRORS: ErrorSource = {
  source: 'https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html#API_CreateAutoScalingGroup_Errors',
  rows: [
    row('Conflict', 'AlreadyExists'),
    row('Quota', 'LimitExceeded', 'ask AWS for a higher quota (Service Quotas, Amazon EC2 Auto Scaling)'),
    row('Unavailable', 'ResourceContention ResourceInUse ScalingActivityInProgress'),
    row(
      'PermissionDenied',
      'ServiceLinkedRoleFailure',
      'have an administrator run "aws iam create-service-linked-role --aws-service-name autoscaling.amazonaws.com" once',
    ),
  ],
};

/** Codes of STS. */
export const STS_ERRORS: ErrorSource = {
  source: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html#API_AssumeRoleWithWebIdentity_Errors',
  rows: [
    row('Credentials', 'IDPRejectedClaim InvalidIdentityToken', 'check issuer and audience of the web identity token against the role'),
    row('Unavailable', 'IDPCommunicationError'),
    row('Credentials', 'RegionDisabledException', 'activate STS in the region, or use another one'),
    row('InvalidSettings', 'MalformedPolicyDocument PackedPolicyTooLarge'),
  ],
};

/** Codes of Systems Manager's parameters. */
export const SSM_ERRORS: ErrorSource = {
  source: 'https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html#API_GetParameter_Errors',
  rows: [
    row('InvalidTemplate', 'ParameterNotFound ParameterVersionNotFound', 'correct the path in imageId'),
    row('InvalidTemplate', 'InvalidKeyId', 'name a parameter that is not encrypted, or whose key may be used'),
  ],
};

/** Codes of SQS, in its older and its newer form. */
export const SQS_ERRORS: ErrorSource = {
  source: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html#API_ReceiveMessage_Errors',
  rows: [
    row('InvalidSettings', 'QueueDoesNotExist AWS.SimpleQueueService.NonExistentQueue InvalidAddress', 'correct eventQueueUrl'),
    row('Throttled', 'OverLimit KmsThrottled'),
    row('PermissionDenied', 'KmsAccessDenied', 'let the connection’s principal use the key of the queue'),
    row('InvalidSettings', 'KmsDisabled KmsInvalidKeyUsage KmsInvalidState KmsNotFound KmsOptInRequired', 'mend the key of the queue'),
    row('InvalidSettings', 'InvalidSecurity', 'use https in eventQueueUrl'),
    row('NotFound', 'ReceiptHandleIsInvalid'),
  ],
};

/** Codes of the Price List, Service Quotas and CloudWatch. */
export const CATALOG_ERRORS: ErrorSource = {
  source:
    'https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html, ' +
    'https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_ListServiceQuotas.html and ' +
    'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html',
  rows: [
    row('NotFound', 'NotFoundException NoSuchResourceException'),
    row('Unavailable', 'ExpiredNextTokenException'),
    row('InvalidTemplate', 'InvalidParameterException InvalidNextTokenException IllegalArgumentException InvalidPaginationTokenException'),
    row('Fault', 'InternalErrorException ServiceException InternalServiceError InternalServiceFault'),
  ],
};
