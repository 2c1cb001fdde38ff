import type { Cloud } from '../../cloud/cloud.ts';
import { createHash } from 'node:crypto';
import { readTagSpecifications } from '../../cloud/tag-specifications.ts';
import { ApiError } from '../../server/api-error.ts';
import type { Params } from '../../server/params.ts';
import type { XmlObject } from '../../server/xml.ts';
import { tagSetXml } from '../tags-xml.ts';

/** Its private half opens nothing. */
export function createKeyPair(cloud: Cloud, params: Params): XmlObject {
  const name = params.required('KeyName');
  if (cloud.network.keyPairs.has(name)) throw new ApiError('InvalidKeyPair.Duplicate', `The keypair '${name}' already exists.`);
  const digits = createHash('sha1').update(name).digest('hex');
  const fingerprint = digits.match(/../g)?.join(':') ?? '';
  const pair = { id: cloud.newId('key-'), name, fingerprint, tags: readTagSpecifications(params)['key-pair'] ?? [] };
  cloud.network.keyPairs.set(name, pair);
  return { keyName: name, keyFingerprint: fingerprint, keyMaterial: 'no key', keyPairId: pair.id, tagSet: tagSetXml(pair.tags) };
}

/** One that does not exist is deleted all the same. Source: EC2 API reference, DeleteKeyPair. */
export function deleteKeyPair(cloud: Cloud, params: Params): XmlObject {
  cloud.network.keyPairs.delete(params.required('KeyName'));
  return { return: true };
}
