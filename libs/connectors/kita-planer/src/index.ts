export { kitaPlaner } from './kita-planer.connector';
