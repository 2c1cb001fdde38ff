/** An answer of the API that is an error: its code is what callers decide by, the status is what real EC2 sends with it. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
  }
}

/** EC2 names its server errors (a lack of capacity among them) with a 5xx status. Source: EC2 API reference, errors overview, "Server error codes". */
export function insufficientCapacity(type: string, zone: string): ApiError {
  return new ApiError(
    'InsufficientInstanceCapacity',
    `We currently do not have sufficient ${type} capacity in the Availability Zone you requested (${zone}).`,
    500,
  );
}

/** Source: EC2 developer guide, "Request throttling": RequestLimitExceeded with status 503. */
export function throttled(): ApiError {
  return new ApiError('RequestLimitExceeded', 'Request limit exceeded.', 503);
}

export function notFound(code: string, what: string, ids: readonly string[]): ApiError {
  const [first] = ids;
  const text = ids.length === 1 ? `The ${what} '${first}' does not exist` : `The ${what}s '${ids.join(', ')}' do not exist`;
  return new ApiError(code, text);
}

export function invalidParameter(message: string): ApiError {
  return new ApiError('InvalidParameterValue', message);
}

export function missingParameter(name: string): ApiError {
  return new ApiError('MissingParameter', `The request must contain the parameter ${name}`);
}
