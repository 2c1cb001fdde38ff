export { EXIT, REMEDY_EXIT_CODES } from '@hostwright/service/errors';
