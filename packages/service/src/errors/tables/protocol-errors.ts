import type { ProtocolErrorCode } from '@hostwright/host-factory-protocol';
import type { ErrorText } from '../error-entry.js';

/** Why the input of a Host Factory call is refused. Told in the one JSON document of the call, which ends with 1. */
export const PROTOCOL_ERRORS: Readonly<{ [Code in ProtocolErrorCode]: ErrorText }> = {
  'too-large': {
    title: 'the input is too large',
    cause: 'The input file is larger than any call needs.',
    remedy: 'Check what writes it; ask in several calls.',
    example: 'Input refused at $: it is larger than 16 MiB',
  },
  'too-deep': {
    title: 'the input is nested too deep',
    cause: 'The input has more levels of objects and lists than any call needs.',
    remedy: 'Check what writes it.',
    example: 'Input refused at $: it is nested deeper than 64 levels',
  },
  'not-json': {
    title: 'the input is no JSON',
    cause: 'The input file is not one JSON document.',
    remedy: 'Check what writes it, and that -f names the right file.',
    example: 'Input refused at $: it is not JSON',
  },
  truncated: {
    title: 'the end of the input is missing',
    cause: 'The input file was cut off: its writer was stopped, or the disk was full.',
    remedy: 'Write it completely before the call is made; check the space on its disk.',
    example: 'Input refused at $: its end is missing',
  },
  missing: {
    title: 'a value that the call needs is missing',
    cause: 'The input lacks a key that the call cannot do without.',
    remedy: 'Add what the message names.',
    example: 'Input refused at $.template.templateId: it is missing',
  },
  'wrong-type': {
    title: 'a value of the input has the wrong type',
    cause: 'A text stands where a number must be, or the like.',
    remedy: 'Correct the value that the message names.',
    example: 'Input refused at $.template.machineCount: it is a whole number',
  },
  'out-of-range': {
    title: 'a value of the input is too small, too large or too long',
    cause: 'A number or text is outside of what is allowed.',
    remedy: 'Correct the value that the message names.',
    example: 'Input refused at $.template.machineCount: it is 1 to 100000',
  },
  'not-supported': {
    title: 'the input asks for something that is not supported',
    cause: 'The value is right by the protocol, and this product does not offer it.',
    remedy: 'Leave it out.',
    example: 'Input refused at $.template: several templates in one call are not supported',
  },
};
