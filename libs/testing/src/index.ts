export * from './certificates';
export * from './refusing-server';
export * from './test-database';
export { TestServer } from './test-server';
export { testServerUrl } from './test-server';
