export { createCatalog } from './catalog.js';
