export * from './certificates';
export * from './test-database';
export { TestServer } from './test-server';
