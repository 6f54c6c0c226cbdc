export { oso } from './oso.connector';
