import { openMockCloud, type CloudControl } from '@hostwright/provider-mock';

/** Account that sites call the cloud with unless they say otherwise. */
export const ACCOUNT = 'mock-account';

/** Takes the hand behind a site's cloud for one act. */
export function control<Result>(cloudFile: string, act: (cloud: CloudControl) => Result): Result {
  const cloud = openMockCloud({ file: cloudFile });
  try {
    return act(cloud);
  } finally {
    cloud.close();
  }
}
