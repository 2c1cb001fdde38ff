export { launch } from './launch.js';
export { offers } from './offers.js';
export { prepare } from './prepare.js';
export { validate } from './validate.js';
