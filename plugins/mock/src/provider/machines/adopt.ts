import { tagsOfHeader, type Adoption, type GroupMembers, type OperationInput, type Tag, type WriteInput } from '@hostwright/core/provider';
import type { Session } from '../session.js';
import { callByIds, type IdAnswer } from './by-ids.js';
import { PASSING } from './change.js';

/** Puts our tags on machines that somebody else made. */
export async function adopt(
  session: Session,
  input: WriteInput & { readonly machineIds: readonly string[]; readonly tags: readonly Tag[] },
): Promise<readonly Adoption[]> {
  const tags = [...input.tags, ...tagsOfHeader(input.header)];
  const answers = await callByIds(input.machineIds, async (machineIds) => {
    const { tagged } = await session.create('CreateTags', { machineIds, tags }, input);
    return new Map(tagged.map((machineId) => [machineId, true]));
  });
  return answers.map(toAdoption);
}

function toAdoption(entry: IdAnswer<boolean>): Adoption {
  const machineId = entry.id;
  if ('answer' in entry) return { machineId, outcome: 'adopted' };
  const { error, named } = entry;
  if (named && error.errorClass === 'NotFound') return { machineId, outcome: 'not-found' };
  const code = error.code === undefined ? {} : { code: error.code };
  return { machineId, outcome: 'failed', message: error.message, ...code, retryable: PASSING.has(error.errorClass) };
}

/** The machines of a group that somebody else made. */
export function members(session: Session, { groupRef, signal }: OperationInput & { readonly groupRef: string }): Promise<GroupMembers> {
  return session.read('DescribeGroup', { groupId: groupRef }, signal);
}
