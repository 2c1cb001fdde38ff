import { DescribeInstancesCommand, type DescribeInstancesCommandInput } from '@aws-sdk/client-ec2';
import { ProviderError, type OperationInput } from '@hostwright/core/provider';
import type { AwsSession } from '../session/session.js';
import { createInstancesReader, type InstancesPage } from './lean/read-instances.js';

/** An answer of DescribeInstances, and the moment at which EC2 gave it. */
export interface DescribedInstances extends InstancesPage {
  readonly providerTimeMs: number;
}

/** Makes one DescribeInstances. @throws {ProviderError} */
export async function describeInstances(
  session: AwsSession,
  wanted: DescribeInstancesCommandInput,
  input: OperationInput,
): Promise<DescribedInstances> {
  let page: InstancesPage | undefined;
  const takeBody = async (pieces: AsyncIterable<Uint8Array>): Promise<void> => {
    const reader = createInstancesReader();
    for await (const piece of pieces) reader.take(piece);
    page = reader.end();
  };
  const { providerTimeMs } = await session.read('ec2', new DescribeInstancesCommand(wanted), input, { takeBody });
  if (page === undefined) throw new ProviderError('Unavailable', 'DescribeInstances: the answer has no body');
  return { ...page, providerTimeMs };
}
