import { generateKeyPairSync, sign } from 'node:crypto';

/** Part of a certificate in DER: tag, length, content. Source: ITU-T X.690, section 8.1. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const SEQUENCE = 0x30;
const hex = (digits: string): Buffer => Buffer.from(digits, 'hex');
const ECDSA_SHA256 = der(SEQUENCE, hex('06082a8648ce3d040302'));
const COMMON_NAME = hex('0603550403');
const BASIC_CONSTRAINTS = hex('0603551d13');
const ALTERNATIVE_NAME = hex('0603551d11');

/** A key and a certificate for 127.0.0.1, and for hosts that are named, that vouches for itself. Source of the form: RFC 5280, section 4.1. */
export function selfSigned(...hosts: readonly string[]): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = der(SEQUENCE, der(0x31, der(SEQUENCE, COMMON_NAME, der(0x0c, Buffer.from('test')))));
  const validity = der(SEQUENCE, der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('491231235959Z')));
  const constraints = der(SEQUENCE, BASIC_CONSTRAINTS, der(0x04, der(SEQUENCE, hex('0101ff'))));
  const names = der(
    SEQUENCE,
    ALTERNATIVE_NAME,
    der(0x04, der(SEQUENCE, ...hosts.map((host) => der(0x82, Buffer.from(host))), der(0x87, Buffer.from([127, 0, 0, 1])))),
  );
  const toSign = der(
    SEQUENCE,
    der(0xa0, hex('020102')),
    hex('020101'),
    ECDSA_SHA256,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(SEQUENCE, constraints, names)),
  );
  const signature = sign('sha256', toSign, privateKey);
  const certificate = der(SEQUENCE, toSign, ECDSA_SHA256, der(0x03, Buffer.from([0]), signature));
  const base64 = certificate.toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd();
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
  };
}
